# 钉钉上各功能之外的话。
mention-me = 在群里要@我我才听得到：输入“@”选中我，再发编号，如 { $code }。
struck = 这张卡片已失效。

# `python -m bot check` 看到的情况。
secret-good = 钉钉认得这个应用。
secret-wrong = 钉钉不认得这个应用，或密钥不对。请到应用详情页重新复制 Client ID 和 Client Secret，不要带空格；在此之前这个连接用不了。
out-of-reach = 没能问到钉钉：{ $error }
skew = 本机时钟相差 { $seconds } 秒。请与时间服务器校准，否则消息可能被拒收。
corp-unset = 未设置 corp_id：组织会从第一条消息里得知。
stream-good = Stream 连接可以建立。
callback-at = 钉钉应把消息推送到 { $url }
callback-homeless = receive 设为 callback，但没有设置 server.public_url。钉钉要能通过 HTTPS 访问本服务器的 { $path }：请设置，或改用 receive: stream（不需要公网地址）。
send-good = 随时可以发消息。
send-missing = 缺少权限 { $scope }。没有它，只能在有人发消息后的一个半小时内回复：不能提醒，之后的结果发不出去，也不能先找人说话。
cards-good = 可以发送并更新带按钮的卡片。
cards-none = card_template 设为 none：大家用编号来选，发出的消息不再更新。
cards-homeless = 没有设置 server.public_url，点按钮的消息送不到这里：大家用编号来选，发出的消息不再更新。
cards-missing = 缺少权限 { $scope }。没有它就没有按钮：大家用编号来选，票数变了消息也不会更新。
cards-refused = 卡片发不出去，大家用编号来选：{ $error }
template-missing = 没有卡片模板“{ $template }”，或模板未发布，所以大家用编号来选。请检查 card_template。
names-good = 可以查到姓名。
names-missing = 缺少权限 { $scope }。没有它，从未发过言就点按钮的人只显示工号。
