# 提醒：发给个人的提醒、别再提醒、提醒预览、群里点到联系不上的人。

name = 提醒
subject = 提醒
summary = 接下来提醒谁，多久提醒一次
command-remind = 提醒
    .words = 提醒 | 谁没回复 | 谁还没回复 | 还有谁没回复 | 谁没回应 | 谁还没回应 | 谁没回 | 谁还没回 | 谁没完成 | 谁还没完成 | 还差谁 | 提醒预览 | 预览提醒 | 提醒 预览 | 预览 提醒 | 催一下 | 催一催 | 催交 | 提醒一下 | 提醒没交的人 | 提醒没回复的人
command-remind-example = 提醒 预览
command-remind-brief = 看看接下来会提醒谁
command-remind-help = 列出还在进行的事：接下来什么时候提醒谁，谁不提醒、为什么。提醒由我自动发：只发给还没办的人，同一件事最多三次，每人每天不会太多，晚上不打扰。想马上催一次，点那件事“更多…”里的“提醒一下”。
over = 这件事已经结束，不会再提醒了。

# 发给个人的
of-team = 【{ $team }】{ $title }
team = 【{ $team }】
several = 有 { $count } 件事等您
until = 别忘了，{ $at }截止
overdue = { $at }已截止
starts = { $at }开始
open-end = 没有限定时间
item-until = （{ $at }截止）
item-overdue = （{ $at }已截止）
item-starts = （{ $at }开始）
item-open = （不限时间）
marked = { $mark } { $label }
and-more = 还有 { $count } 件，发“我的”可以看到全部。
mute = 别再提醒
mute-some = 不想再收到提醒…
muting = 哪件事不用再提醒？
muting-nothing = 现在没有要提醒您的事。
muted = 好的，“{ $what }”不再提醒您。想恢复，发“我的”。
unmute = 恢复提醒
unmuted = 好的，“{ $what }”照常提醒您。

# 群里
aloud = { $what }还等着回复，{ $at }截止。（没法私下提醒，先跟我说句话就可以了。）
aloud-open = { $what }还等着回复。（没法私下提醒，先跟我说句话就可以了。）

# 组织者
preview = 提醒预览
preview-of = { $what }{ $whom ->
        [coming] （提醒参加的人）
       *[owing] { "" }
    }
preview-nothing = 现在没有要提醒的事。开会、征文，以及全员参加、有截止时间的投票和点名，都会自动提醒。
preview-more = 另有 { $count } 件。
preview-at = { $at }：{ $who }
preview-skip = 不提醒（{ $why ->
        [muted] 自己关了这件事的提醒
        [enough] 已经提醒过三次
        [recent] 两小时内刚提醒过
        [unreachable] 还没私聊过我，发不到
        [today] 今天的提醒已经够多了
       *[quiet] 免打扰时间，等不到截止
    }）：{ $who }
preview-none = 还有 { $count } 人，之后不再自动提醒。
preview-all-done = 都办好了，没有要提醒的人。
preview-answered = 已办好：{ $count } 人
these = { $names }
so-many = { $count } 人
now = 已提醒 { $count } 人。{ $parts }。
now-all = 已提醒 { $count } 人。
now-at = { $count } 人等免打扰时间过后，{ $at }再提醒
now-skip = { $count } 人没有提醒：{ $why ->
        [muted] 自己关了这件事的提醒
        [enough] 已经提醒过三次
        [recent] 两小时内刚提醒过
        [unreachable] 还没私聊过我，发不到
        [today] 今天的提醒已经够多了
       *[quiet] 免打扰时间，等不到截止
    }
now-nobody = 没有要提醒的人。

# 一句话里的提前提醒
length = { $length }
mark-end = 提醒
    .words = 提醒 | 各提醒一次 | 提醒一次 | 提醒大家
