# 投票、点名等凡是请大家回应的事，共用的话。
# { $kind } 是句子里的叫法：投票、点名。

title = { $name } { $number }：{ $title }
more = 更多…

# 给回应者的话
waiting = 您不在这次{ $kind }的名单上，我已请组织者确认。您的回复先留着，确认后就算数。
refused = { $reason ->
        [closed] 这次{ $kind }已经结束，您之前的回复照旧，没有改动。
        [withdrawn] 这次{ $kind }已经撤回，没有记下。
        [taken-back] 这次{ $kind }已经撤回。
        [cancelled] 这次{ $kind }已经取消。
        [gone] 这次{ $kind }已经不在了。
        [no-vote] 您在名单上，但没有表决权，没有计票。
        [not-on-roll] 组织者确认您不在这次{ $kind }的名单上，没有记下。
       *[again] 两次点击撞在一起了，请再点一下。
    }
settled = 这件事已经处理过了。

# 发起人和组织者的操作
posted = { $name } { $number } 已发到{ $rooms }。
no-such = 本团队没有{ $kind } { $number }。
close = 现在结束
mend = 修改
name-them = 公布未回应名单
naming = 要在{ $rooms }公布这 { $count } 个人的名字吗？
naming-once = 群里的人都会看到，发出后不能撤回。
name-now = 公布这 { $count } 人
spare = 先不公布
spared = 好的，没有公布。
unreachable = 没法私下提醒 { $count } 人：他们还没私聊过我。
remind = 提醒一下
still-missing = 还没{ $of ->
        [essay] 交
       *[other] 回应
    }：{ $names }
was-missing = { $of ->
        [essay] 没有交
       *[other] 没有回应
    }：{ $names }
which = 您问的是哪一个？
none-asked = 现在没有{ $kind }。
names-kept = 姓名只给组织者看，您能看到的是这些。
admit-name = 算上{ $name }
over = 这次{ $kind }已经结束，没有改动。
closed-now = { $kind }已结束。
reopened = { $kind }重新开放。
reopen-late = 已经过了截止时间，{ $kind }不能再开放。可以再发一次。
reopen-never = 这次{ $kind }不能重新开放。
withdrawn = { $kind }已撤回{ $answered ->
        [0] 。
       *[other] ，已有的 { $answered } 份回复一并作废。
    }
off = { $how ->
        [withdrawn] 撤回{ $kind }
       *[cancelled] 取消{ $kind }
    }
off-ask = { $how ->
        [withdrawn] 要撤回{ $kind }“{ $title }”吗？
       *[cancelled] 要取消{ $kind }“{ $title }”吗？
    }
off-tells = { $answered ->
        [0] 还没有人回应。
       *[other] 已有 { $answered } 人回应。
    }我会在{ $rooms }告诉大家，之后不能恢复。
off-keep = 先保留
off-kept = 好的，没有改动。
off-done = { $how ->
        [withdrawn] { $kind }已撤回，正在{ $rooms }告诉大家。
       *[cancelled] { $kind }已取消，正在{ $rooms }告诉大家。
    }
off-late = { $kind }已经开始，不能再取消了。
off-since = { $how ->
        [withdrawn] 已于{ $at }撤回
       *[cancelled] 已于{ $at }取消
    }
nobody-missing = 这次{ $kind }没有固定名单，谈不上谁没回应。
secret-missing = 这次{ $kind }匿名，票数又看得到：说出谁没回应，就等于公开了别人的选择。
all-answered = 名单上的人都回应了。
reopen = 重新开放
named = 已在群里公布未回应的名单。
pin = 置顶
unpin = 取消置顶
pinned = 正在{ $rooms }里置顶这次{ $kind }，结束后会自动取消。
unpinned = 正在取消置顶。
pin-nowhere = 它所在的群都不支持置顶，没有改动。
mended = 已修改。
asks = { $name }不在“{ $title }”的名单上，但也回复了，要算上吗？
asks-over = { $admitted ->
        [yes] 已算上{ $name }，对“{ $title }”的回复算数。
       *[no] “{ $title }”不算{ $name }。
    }
admit = 算上
refuse = 不算
admitted = 已算上{ $name }。
left-off = 这次{ $kind }不算{ $name }。
you-count = 已把您算上：您对“{ $title }”的回复算数了。

# 大家看到的
off-told = { $how ->
        [withdrawn] { $kind }撤回：{ $title }
       *[cancelled] { $kind }取消：{ $title }
    }
changed = { $what ->
        [deadline] “{ $title }”不再限时，由发起人手动结束。
       *[reopened] 重新开放：{ $title }
    }
changed-deadline = “{ $title }”的截止时间改为{ $closes }。
missing = “{ $title }”还没{ $of ->
        [essay] 交
       *[other] 回应
    }的：{ $names }
