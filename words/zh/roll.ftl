name = 点名
kind = 点名

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
field-remind-ask = 截止前多久提醒还没回应的人？例如“1天 1小时”。
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
    .words = 全员 | 全员应到 | 全体 | 全体成员 | 人人都要到
until-start = 开始前都可以回复

# 三种回复
says = { $answer ->
        [coming] 参加
        [late] 迟到
       *[leave] 请假
    }
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
file-name = 点名{ $number } { $title }
heading-name = 姓名
heading-answer = 回复
heading-remark = 原因／晚到多久
heading-at = 回复时间

# 大家看到的
result-title = 点名结束：{ $title }
count = { $answer } { $count } 人
counts = { $counts }
moved = 有变动：{ $title }。之前的回复照旧有效，有变化请重新点一下。

# 清单里
answer = 去回复
done = { $call } · { $answer }
