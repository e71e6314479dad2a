name = 草稿
title = { $what }草稿
unset = 未填
moment = { $at }
length = { $length }
repeats = { $rule }
several = { $items }
shift = { $when } · { $places }
shift-places = { $places ->
        [0] 人数不限
       *[other] { $places } 人
    }
shift-role = { $shift } · { $role }
shift-needs = { $shift } · 需要{ $needs }
shifts = { $before }
    { $shift }
stands-in = 将发到：{ $rooms }
post = 发布
edit = 修改
more = 更多…
cancel = 取消
cancelled = 已取消，没有发布。
gone = 这份草稿已经发布或取消了。
long-gone = 这份草稿太久了，已经不再保留，请重新输入。
expired = 这份草稿放了30分钟，已经过期，请重新输入。
nowhere = 团队现在没有可以发布的群。请组织者发“团队码”，再到要加的群里发“加入”和那个码。
unfinished = 草稿还没有写完，缺什么上面都写着。还没有发布。
