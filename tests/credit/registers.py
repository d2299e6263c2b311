"""Registers, disputes and consents that are void: what events may say of them, and what views have to."""

import model
from lending_model import check
from model import DAY


class Registers:
    """The part of a recomputation that has to do with them."""

    def begin_registers(self):
        self.registers, self.roots, self.disputes, self.voided = {}, {}, {}, {}

    def period(self, register):
        known = self.registers[register]
        return (self.now - known["openedAt"]) // (known["period"] * DAY)

    def on_registerOpened(self, what):
        check(what["register"] not in self.registers and 1 <= what["period"] <= 92, "it cannot be opened")
        self.registers[what["register"]] = {**what, "openedAt": self.now}
        self.roots[what["register"]] = {}

    def on_rootPublished(self, what):
        register = what["register"]
        self.expect("rootPublished", what, period=self.period(register))
        check(what["period"] not in self.roots[register], "it is published twice")
        self.roots[register][what["period"]] = {"period": what["period"], "root": what["root"], "at": self.now}

    def on_disputed(self, what):
        place = what["register"], what["dispute"]
        check(what["register"] in self.registers and place not in self.disputes, "it cannot be disputed")
        self.disputes[place] = {"by": what["by"], "at": self.now, "answer": None, "answeredAt": None}

    def is_overdue(self, known):
        return known["answer"] is None and self.now > known["at"] + model.ANSWER_TIME

    def on_disputeAnswered(self, what):
        known = self.disputes[what["register"], what["dispute"]]
        check(known["answer"] is None and not self.is_overdue(known), "it cannot be answered")
        known.update(answer=what["answer"], answeredAt=self.now)

    def on_consentsVoided(self, what):
        self.voided[what["subject"]] = self.now

    def on_forgotten(self, what):
        (kind, said), = what["record"].items()
        if kind == "outcome":
            self.forget_outcome(said["borrower"], said["loan"])
        elif kind == "dispute":
            self.disputes.pop((said["register"], said["dispute"]))
        else:
            since = self.voided.pop(said["subject"])
            check(self.now > since + model.CONSENT_TIME, "it is too early")

    def compare_registers(self):
        for register, known in self.registers.items():
            roots, period = self.roots[register], self.period(register)
            newest = max(roots, default=None)
            is_late = (0 if newest is None else newest + 1) < period
            info = {**known, "newest": roots.get(newest), "late": is_late}
            self.same(f"register {register}", info, self.view("register", register=register))
            # Of the last 128 periods, the root that was the newest a while ago.
            before = [root for root in roots.values() if root["at"] <= self.now - 30 * DAY and root["period"] > (newest or 0) - 128]
            said = self.view("rootAt", register=register, time=self.now - 30 * DAY)
            self.same(f"register {register}: root", max(before, key=lambda root: root["period"], default=None), said)
            overdue = {}
            for (where, dispute), record in self.disputes.items():
                if where == register:
                    told = {"dispute": dispute, **record, "due": record["at"] + model.ANSWER_TIME, "overdue": self.is_overdue(record)}
                    said = self.view("disputeInfo", register=register, dispute=dispute)
                    self.same(f"dispute {dispute}", told, said)
                    overdue |= {dispute: told} if told["overdue"] else {}
            said = {one["dispute"]: one for one in self.pages("overdue", register=register)}
            self.same(f"register {register}: overdue", overdue, said)
        for subject, since in self.voided.items():
            self.same(f"consents of {subject}", since, self.view("consentsVoidSince", subject=subject))
