name = 投票
subject = 投票
    .words = 投票 | 表决
summary = 向大家提问，各个平台合并计票
kind = 投票

command-poll = 投票
    .words = 投票 | 发起投票 | 发起一个投票 | 发起一次投票 | 发个投票 | 投个票 | 表决
command-poll-example = 投票 下周在哪开会？图书馆／204／线上 截止周五18点 匿名
command-poll-brief = 向大家提一个问题
command-poll-help = 提一个问题，给 2–30 个选项；不写选项就是赞成、反对、弃权。加“截止周五18点”定截止时间，“选2”可多选，“匿名”谁都看不到谁选了什么，“全员”固定应投名单。“投票 12”查看投票 12。
command-voters = 谁没投
    .words = 谁没投 | 谁没有投 | 谁还没投 | 谁还没有投 | 还有谁没投 | 还有谁没有投 | 哪些人没投 | 哪些人还没投 | 谁投了 | 谁已经投了 | 未投名单 | 没投的人 | 谁没表决 | 谁还没表决
command-voters-example = 谁没投
command-voters-brief = 投票进行得怎么样了
command-voters-help = 看看一次投票进行得怎么样、名单上还有谁没投。名单只给组织者看；匿名投票只要票数看得到，谁没投就不告诉任何人。
command-results = 投票结果
    .words = 投票结果 | 投票情况 | 看投票 | 查看投票 | 结束投票 | 停止投票 | 关闭投票 | 投票结束 | 投票怎么样了 | 投票结果怎么样 | 投票结果出来了吗
command-results-example = 投票结果
command-results-brief = 看看投票进行得怎么样
command-results-help = 看看正在进行的（或上一次）投票；发起人和组织者可以在那里结束、修改。
field-which = 哪次投票
    .words = 哪次投票

# 各项，以及一句话里怎么写
field-question = 问题
    .words = 问题 | 题目
field-question-ask = 想问大家什么？
field-options = 选项
    .words = 选项
field-options-ask = 有哪些选项？用“／”隔开。
field-closes = 截止
    .words = 截止时间 | 截止到 | 截止至 | 截止 | 截至 | 到 | 至
field-closes-ask = 什么时候截止？例如“周五18点”。
field-pick = 每人可选
    .words = 每人最多选 | 每人可选 | 每人选 | 最多选 | 可选 | 选 | 多选
field-pick-ask = 每人最多选几项？
field-names = 姓名
    .words = 姓名 | 名字
field-names-ask = 谁能看到每个人选了什么？
field-results = 结果
    .words = 结果
field-results-ask = 什么时候公布结果？
field-change = 可以改选
    .words = 可以改选 | 改选
field-change-ask = 投完以后可以改选吗？
field-everyone = 全员应投
    .words = 全员应投
field-everyone-ask = 全员都要投吗？
field-remind = 提前提醒
    .words = 提前提醒 | 提醒时间 | 提前 | 提醒
field-remind-ask = 截止前多久提醒还没回应的人？例如“1天 1小时”。
usual-ladder = 照常提醒
names-everybody = 所有人可见
    .words = 所有人 | 所有人可见 | 公开 | 记名 | 实名
names-organisers = 仅组织者可见
    .words = 组织者 | 仅组织者 | 仅组织者可见
names-nobody = 匿名，谁都看不到
    .words = 匿名 | 不记名 | 无记名 | 没有人
results-live = 实时公布
    .words = 实时 | 实时公布 | 随时
results-voted = 投完可见
    .words = 投完可见 | 投后可见
results-closed = 截止后公布
    .words = 截止后公布 | 截止后 | 结束后公布 | 结束后
mark-secret = 匿名
    .words = 匿名 | 不记名 | 无记名 | 匿名投票
mark-named = 记名
    .words = 记名 | 实名 | 公开姓名
mark-several = 可多选
    .words = 可多选 | 可以多选 | 多选 | 不定项 | 选几个都行
mark-results-closed = 截止后公布
    .words = 截止后公布 | 结束后公布 | 截止后公布结果 | 结束后公布结果
mark-results-voted = 投完可见
    .words = 投完可见 | 投后可见
mark-first-answer = 投后不能改
    .words = 不能改 | 投后不能改 | 不可改选 | 一次定
mark-everyone = 全员应投
    .words = 全员 | 全体 | 全体成员 | 人人都要投

no-options = 赞成、反对、弃权
no-deadline = 不限时间，手动结束

standard = { $which ->
        [yes] 赞成
        [no] 反对
       *[abstain] 弃权
    }

# 卡片
line-open = { $answered ->
        [0] 还没有人投
       *[other] { $answered } 人已投
    }{ $pick ->
        [1] {""}
       *[other] {" "}· 每人最多选 { $pick } 项
    }
line-until = { $answered ->
        [0] 还没有人投
       *[other] { $answered } 人已投
    }{ $pick ->
        [1] {""}
       *[other] {" "}· 每人最多选 { $pick } 项
    } · 截止 { $closes }
line-closed = { $answered ->
        [0] 没有人投
       *[other] { $answered } 人投票
    } · 已于{ $at }结束
who-sees = { $names ->
        [everybody] 姓名：所有人可见
        [organisers] 姓名：仅组织者可见
       *[nobody] 匿名：谁都看不到，组织者也不例外
    } · { $results ->
        [live] 结果：实时公布
        [voted] 结果：投完可见
       *[closed] 结果：截止后公布
    }
who-chose = { $option }：{ $names }

# 给投票人的回复
chosen = 已记下：{ $chosen }。结束前可以改。
chosen-until = 已记下：{ $chosen }。{ $until }前可以改。
chosen-final = 已记下：{ $chosen }。投后不能改。
none-chosen = 您现在没有选任何一项。
with-counts = { $note }目前：{ $counts }
count = { $option }：{ $count } 票
first-stands = 这次投票投后不能改，您选的是：{ $chosen }。
full = 您已经选了{ $chosen }，最多 { $most } 项。请先取消一项。

# 发起人和组织者的操作
yours = 您选的是：{ $chosen }
drop = 取消“{ $option }”
clone = 再发一次
mend-typo = 已经有人投了，这里只能改错别字。要换内容，请再发一次。
mend-settings = 这一项现在不能改了，请再发一次。
past = { $closes }已经过去了，请选晚一点的时间，其余内容都保留着。
pick-too-many = 只有 { $options } 个选项，选不了 { $pick } 项。

# 大家看到的
result-title = 投票结束：{ $question }
result-none = 没有人投票。
result-one = 票数最多：{ $best }
result-tie = 并列最多：{ $best }
counts = { $counts }

# 清单里
answer = 去投票
counts-once = { $poll }：匿名投票不记时间，分不出先后，以我先认识的那个账号为准
counts-closed = { $poll }：结束时两个账号还是分开的，当时的计票不变
done = { $poll }（选了{ $chosen }）

# 周报里怎么说
weekly = 投票
weekly-ended = “{ $question }”{ $best }得票最多
weekly-nothing = “{ $question }”无人投票
weekly-closes = 投票“{ $question }”截止
