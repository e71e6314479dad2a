name = 会议
subject = 会议
    .words = 会议 | 会 | 点名 | 请假 | 签到
summary = 开会、点名、请假、记录、考勤
kind = 会议
roll-name = 点名
roll-kind = 点名

command-meet = 开会
    .words = 开会 | 召开会议 | 发起会议 | 召集会议 | 会议通知
command-meet-example = 开会 支委会 明晚7点 90分钟 204 主持@小李
command-meet-brief = 通知开会、收回复、签到、记录
command-meet-help = 通知开会：写上会议名称、时间、时长、地点；“主持”“主讲”“记录”后面写姓名。大家先回复，开会时签到，会议有记录。写“每周五15点”就是例会，“提前2天9点发布”规定几时发通知。加“签到码”只能凭您出示的动态码签到；加“三分之二到会有效”规定法定人数。“开会 3”查看会议 3。
mark-told-thing = 会
    .words = 会 | 会议 | 党日 | 党日活动
mark-told-held = 开
    .words = 开 | 要开 | 召开 | 举行 | 开个 | 开一个 | 开一次 | 开展
mark-told-lead = 通知
    .words = 通知 | 请通知 | 通知大家 | 通知一下 | 我们 | 咱们 | 大家 | 定于 | 拟于 | 于 | 在

command-meetings = 会议
    .words = 会议 | 会议安排 | 近期会议 | 什么时候开会 | 有什么会 | 有会吗 | 今天有会吗 | 明天有会吗 | 今天有什么会 | 明天有什么会 | 这周有什么会 | 本周有什么会 | 最近有什么会 | 下次会议 | 下次开会什么时候 | 改会议时间 | 取消会议
command-meetings-example = 会议
command-meetings-brief = 看看近期有哪些会
command-meetings-help = 列出接下来的会议；“会议 3”查看会议 3。组织者还能看到例会，可以只改其中一次，也可以把以后各次都改了。
command-absent = 谁没来
    .words = 谁没来 | 谁没有来 | 谁还没来 | 谁没到 | 谁还没到 | 还有谁没到 | 还有谁没来 | 谁缺席 | 谁缺勤 | 谁没参加 | 谁没有参加 | 谁没签到 | 谁还没签到 | 还有谁没签到 | 谁没签 | 谁迟到 | 谁来了 | 谁到了 | 都有谁来了 | 谁参加了 | 谁签到了 | 哪些人没来 | 哪些人没到 | 哪些人缺席 | 缺席名单 | 未到名单 | 谁没来开会 | 谁没开会 | 散会 | 结束会议 | 会议结束 | 会开完了
command-absent-example = 谁没来
command-absent-brief = 这次会谁到了、谁没到
command-absent-help = 看看正在开的会（或上一次会）谁到了、谁请假、谁缺席。名单只给组织者看，其他人看到的是人数。说别的会就加上名称：“谁没来 支委会”。
command-coming = 谁参加
    .words = 谁参加 | 都有谁参加 | 谁来参加 | 谁会来 | 谁能来 | 谁要来 | 都有谁来 | 有谁来 | 谁不来 | 谁来不了 | 谁不能来 | 谁不参加 | 谁请假 | 谁请假了 | 谁请了假 | 有谁请假 | 多少人参加 | 有多少人参加
command-coming-example = 谁参加
command-coming-brief = 下次会谁来、谁请假
command-coming-help = 看看接下来的会谁参加、谁请假。名单只给组织者看，其他人看到的是人数。
field-which = 哪次会议
    .words = 哪次会议

command-roll = 点名
    .words = 点名 | 发起点名 | 点个名 | 接龙 | 发起接龙 | 签到 | 打卡
command-roll-example = 点名 每周学习 周五15点 204 截止周五12点
command-roll-brief = 问问谁来、谁请假
command-roll-help = 问大家参加、迟到还是请假。写上事由、时间、地点；要提前收齐回复，加“截止周五12点”；加“全员”固定应到名单，谁还没回一目了然。“点名 3”查看点名 3。

# 各项，以及一句话里怎么写
field-title = 事由
    .words = 事由 | 主题 | 内容
field-title-ask = 什么事？例如“每周学习”。
field-starts = 时间
    .words = 开始时间 | 时间
field-starts-ask = 什么时候开始？例如“周五15点”。
field-place = 地点
    .words = 地点 | 地址 | 位置
field-place-ask = 在哪里？
field-until = 回复截止
    .words = 回复截止 | 截止时间 | 截止到 | 截止至 | 截止 | 截至
field-until-ask = 最晚什么时候要回复？例如“周五12点”。
field-everyone = 全员应到
    .words = 全员应到
field-everyone-ask = 全员都要到吗？
field-remind = 提前提醒
    .words = 提前提醒 | 提醒时间 | 提前 | 提醒
field-remind-ask = 提前多久提醒？例如“1天 1小时”。
usual-ladder = 照常提醒
field-reason = 请假原因
    .words = 原因 | 事由
field-reason-ask = 已记为请假。方便说一下原因吗？只有组织者看得到。
field-delay = 晚到多久
    .words = 晚到多久 | 晚多久
field-delay-ask = 已记为迟到。大概晚多久？例如“20分钟”。
mark-at = 在
    .words = 地点在 | 地点 | 在 | 于
mark-everyone = 全员应到
    .words = 全员 | 全员应到 | 全体 | 全体成员 | 人人都要到 | 全体参加 | 全员参加 | 所有人参加 | 大家都参加 | 请大家参加
until-start = 开始前都可以回复

# 几种回复
says = { $answer ->
        [coming] 参加
        [late] 迟到
        [online] 线上参加
       *[leave] 请假
    }
# 回复卡片时，大家的说法
reply-coming = 参加
    .words = 来 | 我来 | 我会来 | 会来 | 能来 | 我能来 | 可以来 | 我可以来 | 来的 | 准时到 | 准时参加 | 按时到 | 按时参加 | 一定来 | 一定到 | 参加 | 我参加 | 确认参加 | 能参加 | 可以参加
reply-late = 迟到
    .words = 晚到 | 会晚到 | 晚点到 | 晚点来 | 我晚点到 | 晚一点到 | 晚一会到 | 晚一会儿到 | 会迟到 | 我会迟到 | 要迟到 | 可能迟到 | 可能会迟到
reply-leave = 请假
    .words = 不来 | 不来了 | 我不来了 | 不去了 | 不参加 | 不参加了 | 没法参加 | 没法来 | 没法去
said = { $answer }（{ $remark }）
silent = 未回复
waits = { $answer }（待确认）

# 卡片
moment = { $at }
answered = { $answered ->
        [0] 还没有人回复
       *[other] { $answered } 人已回复
    }
answered-of = 应到 { $expected } 人，{ $answered } 人已回复
state-start = { $answered } · 开始前都可以回复
state-until = { $answered } · { $until }截止
state-closed = { $answered } · 已于{ $at }结束
who-sees = 姓名和原因：仅组织者可见 · 人数：所有人可见
who = { $answer }：{ $names }
with-remark = { $name }（{ $remark }）
export = 导出名单

# 给回复者的话
noted = 已记下：{ $answer }。{ $until }前可以改。
yours = 您的回复：{ $answer }
clash = { $why ->
        [past] { $at }已经过去了，改到什么时候？
       *[after-start] { $at }比开始时间{ $starts }还晚，最晚什么时候要回复？
    }
mend-roll = 应到名单在发布时就固定了，不能再改。请重新发一个。
exporting = 名单会私下发给您，请到和我的私聊里查收。
exported = “{ $title }”的名单。姓名和原因仅供组织者查看。
file-name = { $name }{ $number } { $title }
heading-name = 姓名
heading-answer = 回复
heading-remark = 原因／晚到多久
heading-at = 回复时间

# 大家看到的
result-title = { $name }结束：{ $title }
count = { $answer } { $count } 人
counts = { $counts }
moved = 有变动：{ $title }。之前的回复照旧有效，有变化请重新点一下。

# 清单里
answer = 去回复
done = { $call } · { $answer }

# 会议：各项
field-about = 会议名称
    .words = 会议名称 | 会议
field-about-ask = 什么会？例如“支委会 研究发展对象”。
field-length = 时长
    .words = 时长
field-length-ask = 开多久？例如“90分钟”。
field-chair = 主持人
    .words = 主持人 | 主持
field-chair-ask = 谁主持？
field-speaker = 主讲人
    .words = 主讲人 | 主讲
field-speaker-ask = 谁主讲？
field-recorder = 记录人
    .words = 记录人 | 记录
field-recorder-ask = 谁做会议记录？
field-topics = 议题
    .words = 议题 | 议程
field-topics-ask = 有哪些议题？一行一个。
field-kind = 会议类型
    .words = 会议类型 | 类型
field-kind-ask = 哪一类会议？例如“支委会”。
field-quorum = 法定人数
    .words = 法定人数
field-quorum-ask = 有表决权的要到多少才有效？
field-by-code = 凭签到码签到
    .words = 凭签到码签到
field-by-code-ask = 只能凭您出示的动态签到码签到吗？
field-code = 签到码
    .words = 签到码
field-code-ask = 请输入组织者出示的六位签到码。
length-usual = 2小时
quorum-of-kind = 按会议类型的规定
quorum-half = 过半数
    .words = 过半数 | 过半 | 半数以上 | 1/2
quorum-two-thirds = 三分之二
    .words = 三分之二 | 2/3
quorum-four-fifths = 五分之四
    .words = 五分之四 | 4/5
mark-half = 过半数
    .words = 过半到会有效 | 过半数到会有效 | 半数以上到会有效 | 到会过半有效
mark-two-thirds = 三分之二
    .words = 三分之二到会有效 | 到会三分之二有效 | 2/3到会有效
mark-four-fifths = 五分之四
    .words = 五分之四到会有效 | 到会五分之四有效 | 4/5到会有效
mark-by-code = 签到码
    .words = 签到码 | 凭码签到 | 动态码签到 | 凭签到码签到

# 会议类型
kind-group = 党小组会
    .words = 党小组会 | 小组会
kind-branch = 支部党员大会
    .words = 支部党员大会 | 党员大会 | 支部大会
kind-committee = 支委会
    .words = 支委会 | 支部委员会
kind-lecture = 党课
    .words = 党课
kind-themed = 主题党日
    .words = 主题党日
kind-exchange = 交流会
    .words = 交流会 | 思想交流
kind-assembly = 组织生活会
    .words = 组织生活会
kind-meeting = 一般会议
    .words = 一般会议
no-kind = 没有叫“{ $kind }”的会议类型。可以留空，或者先添加：会议类型 { $kind } 每月
two-of-a-name = 叫{ $name }的不止一位，是哪一位？{ $names }
too-long = 一次会议最长{ $most }。
holder-unknown = 这里没有叫“{ $names }”的人：名字会写在卡片上，但我联系不到本人。

# 会议卡片
moment-long = { $at } · { $length }
topics = 议题
rule = 有表决权的{ $quorum ->
        [half] 过半数
        [two-thirds] 三分之二以上
       *[four-fifths] 五分之四以上
    }到会有效
rule-alone = 有表决权的{ $quorum ->
        [half] 过半数
        [two-thirds] 三分之二以上
       *[four-fifths] 五分之四以上
    }到会有效
here = 实到
present = { $present ->
        [0] 还没有人签到
       *[other] 已签到 { $present } 人
    }
quorum = 有表决权的应到 { $base } 人，实到 { $present } 人 · 法定人数 { $needed } 人 ✓
quorum-short = 有表决权的应到 { $base } 人，实到 { $present } 人 · 法定人数 { $needed } 人，还不够
quorum-missed = 有表决权的应到 { $base } 人，实到 { $present } 人 · 法定人数 { $needed } 人，没有达到
ended = { $at }散会
agenda = 近期会议
none-ahead = 近期没有会议。要开会，例如：开会 支委会 明晚7点
open = 查看
back = 返回

# 请假
leave-title = 请假
late-title = 迟到
says-permit = { $answer }（{ $permit ->
        [approved] 已准假
        [refused] 未准假
       *[asked] 待批
    }）
permit = { $permit ->
        [approved] 已准假
        [refused] 未准假
       *[asked] 待批
    }
remark-permit = { $remark }，{ $permit ->
        [approved] 已准假
        [refused] 未准假
       *[asked] 待批
    }
noted-leave = 已记下：{ $answer }。{ $permit ->
        [approved] 已准假。
        [refused] 没有准假，请按时参加。
       *[asked] 已报组织者批准，有结果会告诉您。
    }
leave-asked = { $name }请假：{ $title }
no-reason = 没有写
approve = 准假
refuse = 不准
leave-settled = 这次请假已经处理过了。
leave-over = { $permit ->
        [approved] 已准假。
       *[refused] 没有准假，应到会。
    }
leave-came = 本人已到会，不用再批。
leave-off = 会议已经取消，不用再批了。
leave-again = { $name }再次请假：{ $title }
leave-now = { $permit ->
        [approved] 已准{ $name }的假。
       *[refused] 没有准{ $name }的假，已通知本人。
    }
leave-told = { $permit ->
        [approved] 已准假：{ $title }
        [refused] 没有准假，请按时参加：{ $title }
       *[asked] 请假待批：{ $title }
    }

# 签到
sign-in = 签到
begun = 开始签到：{ $title }
signed = 已签到：{ $at }。
signed-late = 已签到：{ $at }，迟到 { $late } 分钟。
signed-before = 您已经签过到了：{ $at }。
sign-early = { $opens }开始签到，请到时再点。
no-sign-in = 现在没有正在签到的会议。
show-code = 出示签到码
mark-others = 代签到
mark-whom = { $count ->
        [0] 人都到齐了。
       *[other] 以下 { $count } 人还没签到。点姓名代为签到，名单上会注明。
    }
marked = 已代{ $name }签到。
unmarked = 已取消{ $name }的签到。
was-marked = 组织者代签
minutes-late = 迟到 { $late } 分钟
marks = { $marks }
how = { $how ->
        [tap] 点击签到
        [code] 签到码
       *[marked] 组织者代签
    }
heading-here = 签到时间
heading-late = 迟到分钟
heading-how = 签到方式

# 会议记录
minutes = 会议记录
command-topic = 议题
    .words = 议题
command-topic-example = 议题 下学期计划
command-topic-brief = 记一条议题
command-topic-help = 在正在开的会的记录里记一条议题。由记录人、主持人或组织者来记，私下发给我，或者发在我能看到全部消息的群里。
command-point = 要点
    .words = 要点 | 发言
command-point-example = 要点 小李：经费够两次活动
command-point-brief = 记一条讨论要点
command-point-help = 在正在开的会的记录里记一条讨论要点。
command-agreed = 决议
    .words = 决议 | 决定 | 形成决议
command-agreed-example = 决议 五月、六月各组织一次活动
command-agreed-brief = 记一条决议
command-agreed-help = 在正在开的会的记录里记一条决议。
command-action = 任务
    .words = 任务 | 待办事项
command-action-example = 任务 @小李 周五前交报告
command-action-brief = 记下谁负责什么、何时完成
command-action-help = 在会议记录里记下谁负责什么、什么时候完成。记录通过后我会告诉本人，到期前提醒。
command-minutes = 会议记录
    .words = 会议记录 | 今晚的记录 | 今天的记录 | 看记录
command-minutes-example = 会议记录
command-minutes-brief = 查看、更正、通过会议记录
command-minutes-help = 查看正在开的会（或刚开完的会）的记录，可以更正、通过。“会议记录 3”看会议 3 的记录。一次可以发好几行，一行一条：议题 …、要点 …、决议 …、任务 @小李 … 周五前。
field-line = 内容
    .words = 内容
field-line-ask = 记什么？
line = { $number }. { $part ->
        [topic] 议题
        [point] 要点
        [agreed] 决议
       *[action] 任务
    }：{ $text }
owned = { $owner }负责{ $text }
owned-until = { $what }（{ $due }前完成）
line-noted = 已记下。{ $line }
lines-noted = 已记下 { $count } 条。
lines-nobody = { $noted }第 { $numbers } 条没看出是哪位成员，没法提醒：请更正，写上成员的姓名。
action-nobody = 已记下。{ $line }。{ $count ->
        [0] 没看出是哪位成员
       *[other] 叫这个名字的不止一位：{ $names }
    }，没法提醒。请更正第 { $number } 条，写上成员的姓名。
line-struck = 第 { $number } 条已删去。
line-gone = 这一条已经不在了，没有改动。
minutes-how = 没有记下。请在每行开头写明是什么：议题 …、要点 …、决议 …、任务 @小李 … 周五前
lines-many = 没有记下：这里有 { $count } 行，一次最多记 { $most } 行，请分几次发。
line-long = 没有记下：第 { $number } 行有 { $length } 个字，每行最多 { $most } 个字。
no-lines = 还没有记录。一行一条：议题 …、要点 …、决议 …、任务 @小李 … 周五前
nothing-to-record = 现在没有正在开的会，没法记录。
not-yours = 会议记录只由记录人、主持人和组织者来记、来看。
correct = 更正第 { $number } 条
strike = 删去第 { $number } 条
correct-lines = 更正…
corrected = 更正过 { $count } 处，原来的内容有留底。
minutes-of = 会议记录：{ $title }
expected = 应到
absent = 缺席
guests = 列席
people = { $count } 人
people-named = { $count } 人：{ $names }
end = 散会
approve-minutes = 通过
approve-early = 会还没散，请先点“散会”。
approved = 已于{ $at }通过
approved-before = 这份记录{ $at }已经通过了。
approved-now = 记录已通过，存档文件会私下发给您。

# 任务
to-do = 任务：{ $text }
task = “{ $title }”交给您的任务：{ $text }
until = { $due }前完成
done-button = 完成了
done-now = 已完成：{ $text }
done-before = 这项任务已经完成了。
undone-now = 重新列为待办：{ $text }

# 存档
archive = 存档文件
archive-early = 会议记录还没有通过。
archiving = 存档文件会私下发给您。
archived = 存档：“{ $title }”会议记录
archive-name = 会议记录{ $number } { $title }
points = 讨论要点
agreements = 决议
actions = 任务分工
over = 散会时间
changes = 更正留底
change = 第 { $number } 条，{ $by }于{ $at }更正，原为：{ $before }

# 报道
field-reporter = 报道
    .words = 报道 | 宣传报道 | 宣传
field-reporter-ask = 会后由谁写报道？三天内交。
no-member = 这里没有叫“{ $name }”的成员。请写成员的姓名，或者先留空。
report-title = 宣传报道
field-report = 报道
    .words = 报道
field-report-ask = 报道怎么写？
report-wanted = 请写一篇“{ $title }”的报道。
report-write = 写报道
report-kept = 报道已收下，主持人和记录人可以看到。
reported = “{ $title }”的报道
report-owed = 写报道：{ $title }

# 一句话请假
command-leave = 请假
    .words = 请假 | 我请假 | 我要请假 | 请个假 | 来不了 | 我来不了 | 去不了 | 我去不了 | 不能来 | 不能参加 | 参加不了
command-leave-example = 请假 今晚 发烧
command-leave-brief = 向组织者请假
command-leave-help = 按时间或名称找到您说的那次会，记为请假并报组织者批准；原因只有组织者看得到。可能是好几次会时，我会问您是哪一次。
field-absence = 时间和原因
    .words = 时间和原因
field-absence-ask = 哪次会，为什么请假？例如“今晚 发烧”。
no-meeting-then = 那个时间没有会议，没有记下。要退出志愿班次，请发“我的”。
which-leave = 哪一次会请假？
because = 原因：{ $reason }
at-time = { $title } { $at }

# 会议类型
command-kind = 会议类型
    .words = 会议类型 | 设置会议类型
command-kind-example = 会议类型 读书会 每月 三分之二到会有效
command-kind-brief = 查看、设置会议类型和要求
command-kind-help = 列出会议类型和要求。写上名称就是添加或修改：多久一次（每月、每季度、每学期、每年），法定人数；加“请假不计入”表示准假的人不算在应到有表决权的人数里；写“没有要求”就取消原来的要求。
field-kind-name = 名称
    .words = 名称
field-kind-name-ask = 这类会议叫什么？
field-every = 多久一次
    .words = 多久一次
field-every-ask = 要求多久开一次？
every-month = 每月
    .words = 每月
every-quarter = 每季度
    .words = 每季度
every-term = 每学期
    .words = 每学期
every-year = 每年
    .words = 每年
mark-month = 每月
    .words = 每月 | 每月一次 | 每个月 | 每月至少一次
mark-quarter = 每季度
    .words = 每季度 | 每季 | 每季度一次 | 每个季度
mark-term = 每学期
    .words = 每学期 | 每学期一次 | 每个学期
mark-year = 每年
    .words = 每年 | 每年一次
field-leave-aside = 请假不计入
    .words = 请假不计入应到
field-leave-aside-ask = 计算法定人数时，准假的人不算在内吗？
mark-leave-aside = 请假不计入
    .words = 请假不计入 | 请假不计
field-no-rules = 没有要求
    .words = 要求
field-no-rules-ask = 这类会议不作任何要求吗？
mark-no-rules = 没有要求
    .words = 没有要求 | 没有特别要求 | 不作要求 | 无要求
every = { $every ->
        [month] 每月一次
        [quarter] 每季度一次
        [term] 每学期一次
       *[year] 每年一次
    }
no-rules = 没有特别要求
leave-is-aside = 准假的不计入
kinds = 会议类型
kind-line = { $kind }：{ $rules }
kind-how = 添加或修改，例如：会议类型 读书会 每月 三分之二到会有效
kind-dropped = { $kind }已删去（自带的类型则恢复原来的要求）。
kind-gone = 这个类型没有单独的要求。
drop-kind = 删去{ $kind }
reset-kind = { $kind }：恢复原来的要求
too-many-kinds = 一个团队最多 { $most } 种会议类型。
not-held-title = 还没开的会
not-held = { $kind }：{ $every ->
        [month] 本月
        [quarter] 本季度
        [term] 本学期
       *[year] 今年
    }还没开

# 考勤统计
command-attendance = 考勤统计
    .words = 考勤统计 | 考勤 | 出勤统计 | 会议统计 | 考勤表 | 考勤情况 | 出勤情况 | 出勤表
command-attendance-example = 考勤统计 2026
command-attendance-brief = 导出谁参加了哪些会
command-attendance-help = 把一年里每个人每次会的到会、迟到、请假、缺席导出成表格。
attendance = 考勤统计
field-year = 年份
    .words = 年份
field-year-ask = 哪一年？
none-held = { $year }年还没有开过会。
by-person = 按人统计
by-meeting = 按会统计
statistics-name = 考勤统计{ $year }
counting = 考勤统计会私下发给您，请到和我的私聊里查收。
statistics = { $year }年考勤统计，姓名仅供组织者查看。
column-name = 姓名
column-expected = 应到
column-present = 实到
column-late = 迟到
column-leave = 请假
column-absent = 缺席
column-rate = 到会率
meeting-on = { $title } { $at }

# 例会
series = 例会
once = 只开一次
field-repeats = 重复
    .words = 重复
field-repeats-ask = 多久一次？例如“每周五15点”。
field-audience = 对象
    .words = 对象 | 参会人员 | 参加人员
field-audience-ask = 哪些人参加？写类别或标签，不填就是全体。
field-days-before = 提前几天发布
    .words = 提前发布 | 提前通知
field-days-before-ask = 每次会提前几天发通知？
field-post-at = 几点发布
    .words = 发布时间 | 通知时间
field-post-at-ask = 几点发通知？例如“09:00”。
no-clock = “{ $typed }”不是钟点，请写成 09:00 这样。
field-moved-to = 改到
    .words = 改到
field-moved-to-ask = 改到什么时候？
series-begun = 例会 { $number } “{ $title }”已安排好，每次会提前发通知。发“会议”可以查看、修改例会。
never-again = 按这个规律已经没有要开的日子了，没有安排。
series-gone = 这个例会已经停了。
series-passed = 这次会已经通知过，或者已取消。
series-title = 例会 { $number }：{ $title }
rule-line = { $rule }
posted-ahead = { $days ->
        [0] 当天
       *[other] 提前 { $days } 天
    } { $at }发通知
one = { $at }…
skip = 取消这次
move = 改期
skipped = 已取消这次：{ $at }
held = 这次照旧：{ $at }
moved-once = 这次改到{ $at }。
move-past = { $at }已经过去了，改到什么时候？
posted-one = 已通知：{ $at }
moment-apart = { $at }（这次另定：{ $what }）
mend-once = 只改这一次
back-to-series = 返回例会
mended-once = 只改{ $at }这一次，记下了。
mend-series = 修改以后各次
series-mended = 记下了，“{ $title }”以后各次都照新的来。{ $posted ->
        [0] {""}
       *[other] 已经通知过的 { $posted } 次也改好了。
    }单独改过的那几次不受影响。
never-again-kept = 按这个规律已经没有要开的日子了，例会没有改动。
end-series = 停止例会
series-ended = 例会“{ $title }”已停止，已发的通知不受影响。
series-goes-on = 例会“{ $title }”继续。
open-series = 查看例会

# 周报里怎么说
weekly = 会议
measure = 出席率
weekly-held = { $title }已召开
weekly-came = { $title }（{ $turnout }）
weekly-present = { $present } 人到会
weekly-of = 应到 { $expected } 人，实到 { $present } 人
weekly-what = “{ $title }”出席人数
weekly-begins = { $title }
weekly-begins-at = { $title }（{ $place }）
