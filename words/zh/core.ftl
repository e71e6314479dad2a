# 各项功能共用的话：是与否、谁可以、哪里填错了、帮助。

name = 小秘
    .words = 小秘 | 秘书 | 机器人
subject = 我的
summary = 您的待办、撤销、您的个人数据
text = { $text }
yes = 是
    .words = 是 | 对 | 好 | 可以 | 要
no = 否
    .words = 否 | 不 | 不是 | 不可以 | 不要 | 不能
everybody = 全体
    .words = 全体 | 全体成员 | 所有人 | 全员 | 大家
groups = { $groups }
no-group = 团队里没有叫{ $groups }的类别或标签。{ $count ->
        [0] 现在一个都没有，发“类别 正式党员”可以建一个。
       *[other] 现有：{ $known }。
    }

# 谁可以
may-nobody-here = 这个群还没有团队。请团队的组织者在另一个群里发“团队码”，再到这里发“加入”和那个码；要建新团队，请这套小秘的主人在这里发“建组”。
may-guest = 只有团队里的人可以操作，请联系组织者加入。
may-member = 只有团队成员可以操作，请联系组织者加入。
may-organiser = 只有组织者可以操作。
may-admin = 只有管理员可以操作。
ask-them = { $refusal }请找{ $names }。
may-oneself = 只有本人可以操作。
may-owner = 只有这套小秘的主人可以操作。如果团队在别处已有群，请组织者在那边发“团队码”，再到这里发“加入”和那个码。
may-owner-alone = 只有这套小秘的主人可以操作。
may-author = 只有发起人本人可以操作。
may-author-or-organiser = 只有发起人和组织者可以操作。

# 哪里填错了
too-long = 写了 { $length } 个字，最多 { $most } 个，请精简一下。
separators = 我按{ $mark ->
        [line] 换行
       *[other] “{ $used }”
    }来分隔选项。如果不对，请点“修改”。
twice = “{ $item }”写了两遍，只保留一个。
too-many = 给了 { $given } 项，最多 { $most } 项。
too-few = 至少写 { $least } 项，用“／”隔开，或者一行一个。
item-too-long = “{ $item }”有 { $length } 个字，每项最多 { $most } 个。
ask-number = 请填 { $least } 到 { $most } 的整数，现在写的是“{ $typed }”。
only-least = 我只记下限 { $least }，上限 { $most } 没有地方记。
no-lengths = “{ $typed }”看不出提前多久。最多写 { $most } 个，例如“1天 1小时”。
length-bounds = 可以提前5分钟到60天提醒。
ask-one-of = “{ $typed }”不在可选的范围里。
ask-one-time = “{ $typed }”是一段时间，具体到什么时候？
ask-which = “{ $typed }”有不止一种读法，您指的是哪个？
past = { $at }已经过去了，改到什么时候？
past-instead = { $at }已经过去了。您指的是不是下面这个时间？
ask-hour = { $day }几点？
impossible = { $reason ->
        [date] 没有“{ $typed }”这一天。
        [hour] 没有“{ $typed }”这个时刻。
        [part] “{ $typed }”的钟点和时段对不上。
        [weekday] “{ $typed }”的星期和日期对不上。
        [zone] “{ $typed }”是别处的时间。
        [midnight] “{ $typed }”正好在两天之间，请写23:59，或者写第二天0点。
       *[backwards] “{ $typed }”的结束早于开始。
    }其余内容都保留着。
repeating = “{ $typed }”是重复的时间，这里要一个具体日期。
ask-repeat-day = “{ $typed }”没有说是哪一天。可以写“每周五15点”或“每月15日9点”。
ask-repeat-hour = “{ $typed }”没有说几点。请连在一起写，例如“每周五15点”。
repeat-next = 接下来：{ $times }
repeat-clamped = 没有{ $day }日的月份，取当月最后一天。
workdays = { $days }个工作日
no-repeat = 没看懂“{ $typed }”是怎么重复的。可以写“每周五15点”或“每月最后一个工作日9点”。
ask-term = “{ $typed }”要按学期算，可是还没有人告诉我学期是哪天到哪天。请组织者发一句，例如“学期 2026秋 2026-09-01 到 2027-01-18”；也可以直接写日期。
holidays-unknown = { $years }年的放假安排还没有公布，先按周一到周五算。
span-start = 按开始时间算：{ $at }。
shift-until = “{ $typed }”没说清几点到几点，可以写“周六9-12点 4人”。
shift-repeats = 每个班次都要写明是哪一天：“{ $typed }”每次都重复，我还不会排。请一天写一行，例如“12月7日 7:20-7:50 2人”。
shift-long = “{ $typed }”超过了{ $most }，请拆成几个班次。
shift-places = 每个班次的名额在 1 到 { $most } 之间。
shifts-many = 一共写了 { $given } 个班次，最多 { $most } 个。请分成两次活动。
no-time = 没看懂“{ $typed }”是什么时间。可以写“周五18点”或“11月30日”。
time-note = { $note ->
        [gap] 那天夏令时跳过了这个钟点，已顺延到{ $at }。
        [clamped] 那个月没有这一天，取月末：{ $at }。
        [noon] 12点按中午算：{ $at }。
        [midnight] 按即将到来的午夜算：{ $at }。
        [day_end] 按下班时间算：{ $at }。
        [holidays] 那一年的放假安排还没有公布，先按周一到周五算：{ $at }。
       *[part_end] 按那个时段结束算：{ $at }。
    }

# 每条消息都用到
team-title = 【{ $team }】{ $title }
team-line = 【{ $team }】
menu-how = 想选哪项，就把编号发给我，例如“{ $code }”。
until = 截止{ $at }
overdue = 已过截止时间{ $at }
starts = { $at }开始
in-topic = { $room } › { $topic }
in-thread = { $room }（话题内）
open-end = 不限时间
old-button = 这个按钮已经失效，请重新输入命令。
not-understood = 没听懂。发“帮助”看看我能做什么；要回应某张卡片，点上面的按钮，或者直接回复它。
reply-alone = 如果选“{ $label }”，请只发这几个字，别的话我记不下来。
suggest = 没看懂“{ $text }”。您是不是想：
no-file = “{ $name }”现在用不上，没有保存。
which-use = { $names }是做什么用的？
use-in = { $use }（{ $team }）
no-team = 您还没有加入任何团队。请先在团队的群里点一下按钮或发句话。
which-team = 您在好几个团队里，这次说的是哪一个？一天之内我都记着。
write-first = 我还不能给您发私信。请先打开和我的对话，随便发句话，再试一次。
write-first-named = { $name }：有一条只给您看的回复，但我还不能给您发私信。请先打开和我的对话，随便发句话。
asked-in-private = 我私下问您。
with-undo = { $note }（一分钟内发“撤销”可以收回。）
undo-button = 撤销
undo-nothing = 没有可以撤销的。操作后一分钟之内才能撤销；投票和回复可以在卡片上改，稿子在回执上撤回。
undo-other = 您刚才做的那一步不能撤销。再往前的操作，一分钟内可以点它下面的“撤销”。
undo-late = 已经过了一分钟，不能撤销了。
bug = 我这边出错了，什么都没有改动。请再试一次；如果还不行，请把编号 { $turn } 告诉维护的人。
perhaps = 我这边出错了，您刚才的操作可能已经生效，也可能没有。请先看一眼再决定要不要重做；如果还不行，请把编号 { $turn } 告诉维护的人。
undone = 您交办的事我试了好几次，还是没有办成。请过一会儿再试；如果还不行，请把编号 { $number } 告诉维护的人。
undone-by-itself = 团队里有件事本该自动办好，我试了好几次都没有办成。请把编号 { $number } 告诉维护的人。
scarce = “{ $connection }”本月的额度已用掉八成多。从现在起，那边的卡片最多一小时更新一次；回复、新消息和到期提醒仍会马上发出。额度用完后，到月底前只发回复和到期提醒。
put-out = 我被移出了 { $connection } 上的“{ $room }”。那边已发的卡片不再更新，也收不到新消息，其他地方照常。重新请我进去，就接着用。
undelivered = 有一条消息发不到 { $connection } 上的“{ $room }”：我已经不在那个群里，或者不能在那里发言。重新请我进去，我就接着干。
unreached = 在 { $connection } 上没法再私聊{ $room }了：可能是对方屏蔽了我，或者账号已停用。对方再来找我说句话，就恢复了。
standstill = { $why ->
        [shut] 我在 { $connection } 上说不了话了：那边不再让我登录。请告诉维护的人，运行 `python -m bot check` 能看到原因。要发的内容都留着，修好后会补发。
       *[long] 一个多小时了，我在 { $connection } 上什么都发不出去：那边一直要我等，或者连不上。要发的内容都留着，一通就补发。如果一直不好，请告诉维护的人。
    }
standstill-room = 一个多小时了，{ $connection } 上的“{ $room }”里什么都发不出去：那边一直要我等。要发的内容都留着，一通就补发。如果一直不好，请告诉维护的人。
unpinned = “{ $room }”里没有置顶成功：{ $why ->
        [right] 我没有置顶的权限。请给我这个权限，再点一次“置顶”。
       *[other] 平台没有同意。也许置顶的消息太多了：请取消几条，再点一次“置顶”。
    }

# 客气话
greeting = 您好！
    .words = 你好 | 您好 | 你好呀 | 你好啊 | 您好呀 | 您好啊 | 你们好 | 大家好 | 哈喽 | 哈啰 | 嗨 | 嘿 | 早 | 早呀 | 早啊 | 早安 | 早上好 | 上午好 | 中午好 | 下午好 | 晚上好 | 在吗 | 在么 | 在不在 | 你在吗 | 您在吗 | 有人吗 | 你是谁 | 您是谁 | 你是谁呀 | 你是谁啊
thanks = 不客气！
    .words = 谢谢 | 谢谢你 | 谢谢您 | 谢谢啦 | 谢谢了 | 谢啦 | 谢了 | 多谢 | 多谢啦 | 感谢 | 非常感谢 | 十分感谢 | 太感谢了 | 辛苦了 | 辛苦啦 | 您辛苦了 | 好的谢谢 | 好的 谢谢 | 收到谢谢 | 收到 谢谢 | 麻烦您了 | 麻烦你了
greeting-more = 我是大家的秘书。有什么要办的，一句话告诉我就行。
thanks-more = 有事随时叫我。
greeting-help = 你能做什么？

# 帮助
command-help = 帮助
    .words = 帮助 | 怎么用 | 使用说明 | 命令 | 你能做什么？ | 你能做什么 | 您能做什么 | 你会做什么
command-help-example = 帮助 投票
command-help-brief = 看看我能做什么，某个命令怎么用
command-help-help = 看看我能做什么，或者某个命令怎么用。
field-about = 哪个命令
    .words = 命令
help-title = 我能帮您做这些
help-line = { $command }：{ $brief }
help-line-with = { $command }：{ $brief }，例如：
help-more = 只发命令也行，要写什么我会问您。发“帮助 投票”看详细说明。
help-subjects = 点一个主题，看它有哪些命令。也可以直接说：“投票”、“开会 明天19点”……缺什么我会问您。
help-all = 全部命令
    .words = 全部 | 所有 | 全部命令
help-back = 返回主题
help-start = 开始
help-unknown = 没有“{ $word }”这个命令。发“帮助 全部”看全部命令。

# 我的
command-mine = 我的
    .words = 我的 | 群待办 | 待办 | 我的任务 | 我的待办 | 我有什么任务
command-mine-example = 我的
command-mine-brief = 要办的和办过的事
command-mine-help = 列出您要办的、还可以参加的和最近办过的。
mine-settings = 我的……
    .words = 语言 | 时区 | 免打扰
field-more = 其他
    .words = 其他
command-partake = 报名
    .words = 报名 | 我报名 | 我要报名 | 我参加 | 我要参加 | 我还有什么没做 | 还有什么没做 | 我有什么要做 | 什么时候交 | 什么时候截止 | 论文什么时候交 | 作业什么时候交 | 心得什么时候交 | 我要交什么 | 怎么交 | 怎么交论文 | 怎么交稿 | 怎么交作业 | 怎么报名 | 还能交吗 | 还可以交吗 | 能补交吗 | 可以补交吗 | 我可以补交吗 | 我还能补交吗 | 我要做什么 | 参加 | 收到 | 我来 | 我会来 | 确认参加 | 取消报名 | 退出报名 | 不报名了
command-partake-example = 报名
command-partake-brief = 还可以参加的
command-partake-help = 列出您还可以参加、可以回应的事，点一下就行。
mine-title = 我的清单
mine-owed = 待办
mine-coming = 我参加的
mine-open = 还可以回应的
mine-done = 已办
mine-nothing = 没有等您处理的事。
mine-unknown = 我还不认识您。请先在团队的群里点一下按钮或发句话。

# 忘记我
command-forget = 忘记我
    .words = 忘记我 | 忘了我 | 注销
command-forget-example = 忘记我
command-forget-brief = 清除我知道的您的信息，会先问您一次
command-forget-help = 先列出我知道您什么、哪些会清除、哪些会留下，您确认后再清除。
forget-title = 确定清除您的信息吗？
forget-goes = 会清除：您的姓名、{ $accounts ->
        [1] 账号
       *[other] { $accounts } 个账号
    }、我们的私聊和您的草稿。
forget-leaves = 您会退出{ $teams }。
forget-stays = { $records ->
        [0] 此外没有留下您的任何记录。
       *[other] 会留下（不带姓名）：团队记录里的 { $records } 条，这样统计数字不会变。
    }
forget-leader = 您是{ $teams }唯一的组织者，之后就没有人能管理了。
forget-once = 此操作不能撤销。以后您再找我，就当作初次认识。
forget-yes = 清除
forget-no = 全部保留
forgotten = 已清除您的信息。以后需要时，随时再找我。
remembered = 好的，什么都没有清除。

# 撤销
command-undo = 撤销
    .words = 撤销 | 撤回 | 收回
command-undo-example = 撤销
command-undo-brief = 收回刚才的操作
command-undo-help = 一分钟之内收回您刚才的操作。
