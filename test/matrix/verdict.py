# SPDX-License-Identifier: MIT
"""Which promises a cell breaks: what was seen with the shim, held against what was seen bare."""

FIRST_MS = 300
LATER_MS = 20
FORGOTTEN_MS = 1000
BACK_S = 1.6
# Some clients count whole seconds.
BAN_MARGIN_S = 1.0


def broken(client, fault, shim, bare, dead_server):
    """The promises that the outcome `shim` breaks, as sentences. `bare` is the same without the
    shim, `dead_server` what the bare client did in the faults that `fault` is like."""
    found = [*_values(shim, bare), *_states(client, fault, shim), *shim["companion"]]
    if not client.helped:
        return found
    found += _kinds(shim, [bare, *dead_server])
    if fault.steady and set(bare["kinds"]) == {"value"} != set(shim["kinds"]):
        found.append(f"bare all requests have their values, here not: {shim['kinds']}")
    if fault.name == "forgotten" and (shim["released"] or 0) > shim["connections"]:
        found.append(f"{shim['connections']} connections forgotten, {shim['released']} released")
    if fault.bounded:
        found += _waits(fault, shim, own_ms(dead_server))
        found += _return(client, shim, bare)
    return found


def stated(client):
    """How long its ban is, by its source."""
    least_s, most_s = client.ban_s
    if least_s == 0:
        return f"up to {most_s} s"
    return f"{most_s} s" if least_s == most_s else f"{least_s} to {most_s} s"


def ban_contradicted(client, seen):
    """What the outcome `seen` of a silent node says against the ban that is stated, as sentences.
    Without away_s it may have begun before the node was back."""
    least_s, most_s = client.ban_s
    away_s = seen["back_s"] if seen["away_s"] is None else seen["away_s"]
    if away_s is None:
        yield f"stated: {stated(client)}; not back {seen['back_limit_s']:.0f} s after the node"
    elif away_s > most_s + BACK_S or (
            seen["away_s"] is not None and away_s < least_s - BAN_MARGIN_S):
        yield f"stated: {stated(client)}; it stays away for {away_s:.1f} s"


def own_ms(dead_server):
    """How long the client takes with a server that refuses, by itself."""
    return max((0, *(outcome["worst_ms"] - outcome["healthy_ms"] for outcome in dead_server)))


def error_class(kind):
    """Errors are told in many words; which it is, the first ones say, if they say anything."""
    name = kind.partition(":")[0]
    return kind if name == "Error" else name


def _values(shim, bare):
    if shim["wrong"]:
        yield f"{len(shim['wrong'])} times a wrong value: {shim['wrong'][0]}"
    if shim["failed"] and not bare["failed"]:
        yield f"fails while all nodes are healthy: {shim['failed'][0]}"


def _states(client, fault, shim):
    """Who alone in a table gets no answer cannot know that the node has answers for others."""
    alone = {"DOWN"} if fault.companion and client.own_table else set()
    for state in set(shim["states"]) - set(fault.states) - alone:
        yield f"the node was called {state}"
    if client.helped and fault.states == ("DOWN",) and "DOWN" not in shim["states"]:
        yield "the node was never called DOWN"


def _kinds(shim, bare_outcomes):
    known = {error_class(kind) for outcome in bare_outcomes for kind in outcome["kinds"]}
    for kind in shim["kinds"]:
        if kind != "value" and error_class(kind) not in known:
            yield f"bare it never says: {kind}"


def _waits(fault, shim, own_ms_each):
    first_ms = (FORGOTTEN_MS if fault.name == "forgotten" else FIRST_MS) + own_ms_each
    later_ms = shim["healthy_ms"] + LATER_MS + own_ms_each
    # Of several dead nodes each may cost one; a request that tries them all has waited for all.
    # Of forgotten connections each does.
    count = shim["connections"] if fault.name == "forgotten" else fault.dead
    spared = shim["above_limit"][:count]
    if sum(spared) > first_ms * count:
        yield f"waits {sum(spared):.0f} ms for a node to be found dead"
    late = [wait_ms for wait_ms in shim["above_limit"][count:] if wait_ms > later_ms]
    if late:
        yield f"waits again, {len(late)} times, up to {late[0]:.0f} ms"


def _return(client, shim, bare):
    if client.ban_s:
        return
    if shim["back_s"] is None or shim["back_s"] > BACK_S:
        took = "not in time" if shim["back_s"] is None else f"after {shim['back_s']:.1f} s"
        if not (bare["back_s"] is None and shim["back_s"] is None):
            yield f"uses the node again {took}"
