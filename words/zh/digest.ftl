# 周报：什么时候发、预览、写些什么、谁不想收私信。

name = 周报
subject = 周报
summary = 每周一份小结，发到群里
command-digest = 周报
    .words = 周报 | 每周小结 | 周小结 | 本周小结 | 周报什么时候发
command-digest-example = 周报 每周五17点
command-digest-brief = 每周小结：过去一周做了什么，接下来一周有什么
command-digest-help = 每周在群里发一次：过去一周做了什么、接下来一周有什么，配一张图；谁还有事没办，我私下提醒。发出前一小时先给负责人看，可以改；没人动就到点自动发。“周报”看什么时候发；“周报 现在”马上起草一份；“周报 每周五17点”改时间；“周报 停发”不再发；“周报 秘书@小李”指定先给谁看。没有新内容就不发。
command-my_digest = 我的周报
    .words = 我的周报 | 我的每周小结
command-my_digest-example = 我的周报 停发
command-my_digest-brief = 每周要不要私下发给自己
command-my_digest-help = 群里发周报时，如果您还有事没办，我会私下发给您一份。“我的周报 停发”就不再发，“我的周报 恢复”照常发。平时的提醒不受影响。
field-starts = 时间
    .words = 发送时间 | 时间
field-starts-ask = 什么时候发？例如“周五17点”。
field-repeats = 每周
    .words = 每周时间
field-repeats-ask = 每周哪天几点发？例如“每周五17点”。
field-secretary = 先给谁看
    .words = 秘书 | 先给 | 预览给
field-secretary-ask = 发出前先给谁看、由谁改？不填就给所有组织者。
field-now = 现在起草
    .words = 现在起草
field-now-ask = 现在就起草一份吗？
field-on = 恢复
    .words = 照常发
field-on-ask = 要发周报吗？
field-off = 停发
    .words = 停发周报
field-off-ask = 不再发周报吗？
field-opening = 开头
    .words = 开头 | 开场白
field-opening-ask = 开头写句什么？不填就没有。
opening = 周报的开头
everybody = 所有组织者
    .words = 所有组织者 | 所有人 | 大家 | 全体
mark-now = 现在
    .words = 现在 | 马上 | 立刻 | 立即
mark-on = 恢复
    .words = 恢复 | 开启 | 打开
mark-off = 停发
    .words = 停发 | 停 | 停掉 | 停了 | 不发了 | 关掉 | 关闭 | 停止 | 不发 | 不要了 | 不要 | 取消
as-it-is = 不变

# 写些什么
title = 周报 · { $day }
title-by-hand = 周报 · { $at }
past = 过去一周
coming = 接下来一周
line = { $section }：{ $facts }
at = { $at }
dated = { $at } { $what }
text = { $text }
none = –
and-more = 另有 { $count } 项
corrected = 更正：{ $day }周报里，{ $what }原为{ $was }，现为{ $now }
in-words = 从{ $since }起的八周。{ $series }
series-too = { $before }；{ $series }
series = { $label }：{ $values }
value = { $kind ->
        [none] –
        [share] { $value }%
       *[minutes] { $value }小时
    }
panel = { $label }{ $kind ->
        [share] （%）
       *[minutes] （小时）
    }
picture = { $team }：最近八周
week = { $month ->
        [m1] 1
        [m2] 2
        [m3] 3
        [m4] 4
        [m5] 5
        [m6] 6
        [m7] 7
        [m8] 8
        [m9] 9
        [m10] 10
        [m11] 11
       *[m12] 12
    }/{ $day }

# 预览
preview = 周报预览
with-picture = 配图。{ $words }
without = 不含：{ $sections }
goes-out = { $at }自动发出。
by-hand = 您点“发送”才发，不会自动发出。
send = 发送
edit-opening = 改开头
drop = 去掉一部分
skip = 这次不发
sent = 已发出。
skipped = 好的，这次不发。
unskipped = 已恢复成草稿。
opening-noted = 记下了。
was-sent = { $name }已发出（{ $at }）。
was-sent-itself = 已自动发出（{ $at }）。
was-skipped = { $name }决定这次不发（{ $at }）。
was-skipped-itself = 没有新内容，没有发出（{ $at }）。
nothing-new = 没有新内容：上次周报以后没有新的事，一周内也没有安排。
gone = 这份周报已经不在了。
which-section = 这次不要哪部分？
leave-out = 不要{ $section }
take-in = 要{ $section }
back = 返回
section-coming = 接下来一周
section-picture = 配图
corrections = 更正
of-team = 团队
as-document = 导出文档
last-as-document = 导出上一期
writing = 正在生成“{ $title }”，好了私下发给您。

# 什么时候发
state = 周报
state-next = { $rule }发；下一次：{ $at }。
state-off = 现在不发周报。
state-first = 发出前先给{ $names }看。
state-nobody = 发出前没人能看：还没有组织者私聊过我。
state-sent = 上一次：{ $at }发出。
state-skipped = 上一次：{ $at }决定不发。
state-how = 改时间：“周报 每周五17点”；先给谁看：“周报 秘书@小李”，或者“周报 秘书 所有组织者”。
draft-now = 现在起草
change-time = 修改
turn-on = 恢复
turn-off = 停发
noted = 记下了。
is-off = 好的，不再发周报。
not-weekly = 周报每周一次，要有固定的时间：“周报 每周五17点”。“{ $rule }”不是每周一次，没有改动。
no-secretary = “{ $name }”不是本团队的组织者，或者有重名，没有改动。

# 私信
no-more = 不用每周发我
send-again = 照常发我
stop-noted = 好的，以后不再每周发给您。想恢复，发“我的周报 恢复”。
again-noted = 好的，以后还有事没办的话，每周照常发您一份。
mine = 您的周报
mine-on = 还有事没办的话，每周私下发您一份。
mine-off = 现在不每周发给您；想恢复，发“我的周报 恢复”。
