"""The directory: who is in the organisation, asked of the older interface."""

from aiohttp import web

from tests.doubles.dingtalk.journal import BODY
from tests.doubles.dingtalk.robot_api import RobotApi
from tests.doubles.dingtalk.state import NAMES, Json, Person, Tenant

_ROOT = 1


class Directory:
    """Answer questions about people; everybody is in the one department."""

    def __init__(self, tenant: Tenant, api: RobotApi) -> None:
        """Take what the tenant holds; `api` knows whose a token is."""
        self._tenant = tenant
        self._api = api

    def routes(self) -> list[web.RouteDef]:
        """Return all routes."""
        return [
            web.post("/topapi/v2/user/get", self.user),
            web.post("/topapi/user/getbyunionid", self.by_union),
            web.post("/topapi/v2/department/listsub", self.departments),
            web.post("/topapi/v2/user/list", self.members),
            web.post("/topapi/user/listsimple", self.members),
            web.post("/topapi/user/listid", self.ids),
        ]

    async def user(self, request: web.Request) -> web.Response:
        """Tell of somebody by their staff id."""
        body = await self._asked(request)
        if isinstance(body, web.Response):
            return body
        person = self._tenant.staff(str(body.get("userid", "")))
        return _said(33012) if person is None else _said(0, result=_profile(person))

    async def by_union(self, request: web.Request) -> web.Response:
        """Tell the staff id of a union id."""
        body = await self._asked(request)
        if isinstance(body, web.Response):
            return body
        for person in self._tenant.people.values():
            if f"union-{person.name}" == body.get("unionid"):
                kind = 0 if person.staff else 1
                return _said(0, result={"userid": person.key, "contact_type": kind})
        return _said(60121)

    async def departments(self, request: web.Request) -> web.Response:
        """List what is below a department: nothing."""
        body = await self._asked(request)
        if isinstance(body, web.Response):
            return body
        return _said(0, result=[]) if _department(body) == _ROOT else _said(60003)

    async def members(self, request: web.Request) -> web.Response:
        """List a department's people, page by page."""
        body = await self._asked(request)
        if isinstance(body, web.Response):
            return body
        if _department(body) != _ROOT:
            return _said(60003)
        start, size = int(body.get("cursor", 0)), int(body.get("size", 100))
        staff = [each for each in self._tenant.people.values() if each.staff]
        page = staff[start : start + size]
        more = start + size < len(staff)
        result: Json = {"list": [_profile(each) for each in page], "has_more": more}
        if more:
            result["next_cursor"] = start + size
        return _said(0, result=result)

    async def ids(self, request: web.Request) -> web.Response:
        """List the staff ids of a department."""
        body = await self._asked(request)
        if isinstance(body, web.Response):
            return body
        staff = [each.staff for each in self._tenant.people.values() if each.staff]
        return _said(0, result={"userid_list": staff})

    async def _asked(self, request: web.Request) -> Json | web.Response:
        """Read a question, as JSON or as a form; what is returned else is its refusal."""
        robot = self._api.robot_of(request.query.get("access_token"))
        if robot is None:
            return _said(40014)
        if NAMES not in robot.granted:
            return _said(60011)
        body = request[BODY]
        return dict(await request.post()) if body is None else body


def _department(body: Json) -> int:
    return int(body.get("dept_id", _ROOT))


def _profile(person: Person) -> Json:
    return {"userid": person.staff, "unionid": f"union-{person.name}", "name": person.name}


def _said(code: int, **more: object) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": "ok" if code == 0 else "x", **more})
