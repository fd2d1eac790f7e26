import Foundation
import TestSupport
import Testing

/// The schema that editors complete plans by, and the reader that decides.
@Suite struct PlanSchemaTests {
  private let scene = RedactScene()

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Each plan is judged by both; they must agree on whether it is one.
  private static let judge = """
    import copy, json, os, re, subprocess, jsonschema, yaml
    form = json.load(open("\(root)/Schemas/plan.schema.json"))
    jsonschema.Draft202012Validator.check_schema(form)
    checker = jsonschema.Draft202012Validator(form)
    handoff = os.environ["HANDOFF"]
    class Texts(yaml.SafeLoader): pass
    Texts.yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in forms if not tag.endswith("timestamp")]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()}
    def judged(plan, is_good, name):
        with open("case.yaml", "w") as file: json.dump(plan, file)
        faults = [(list(fault.absolute_path), fault.message) for fault in checker.iter_errors(plan)]
        done = subprocess.run([handoff, "plan", "show", "case.yaml"], capture_output=True, text=True)
        assert (not faults) == is_good, (name, faults)
        assert (done.returncode == 0) == is_good, (name, done.returncode, done.stderr)
        if not is_good: assert re.search(r"error: case.yaml:[0-9]+:[0-9]+: ", done.stderr), done.stderr
    example = open("\(root)/Examples/orders-fix/plan.yaml").read()
    for mark, moment in [("START", "2020-01-01T00:00:00Z"), ("END", "2099-01-01T00:00:00Z"),
                         ("EXPIRES", "2099-01-01T00:00:00Z")]:
        example = example.replace(f"@{mark}@", moment)
    plan = yaml.load(example, Texts)
    judged(plan, True, "example")
    names = json.loads(subprocess.run([handoff, "checklists", "list", "--json"],
                                      capture_output=True, check=True).stdout)
    assert names
    for name in names:
        text = subprocess.run([handoff, "plan", "new", "--from", name["name"]],
                              capture_output=True, check=True, text=True).stdout
        judged(yaml.load(text, Texts), True, name["name"])
    def put(place, value):
        changed = copy.deepcopy(plan)
        part = changed
        for key in place[:-1]: part = part[key]
        if value is None: del part[place[-1]]
        else: part[place[-1]] = value
        return changed
    step = plan["steps"][2]
    for place, value in [
        (["kind"], None), (["kind"], "Plan"), (["metadata"], None), (["metadata", "id"], "a b"),
        (["metadata", "colour"], "red"), (["steps"], []), (["steps"], None), (["window", "end"], None),
        (["risk", "level"], "huge"), (["approvals", 0, "role"], None), (["approvals", 0, "not"], ["me"]),
        (["approvals", 0, "for"], ["a b"]),
        (["monitoring", 0, "metric"], None), (["patches", 0], {"repo": "."}),
        (["steps", 2, "class"], "change"), (["steps", 2, "run"], None), (["steps", 2, "run"], "ls"),
        (["steps", 2, "run"], {"argv": ["ls"], "script": "ls"}), (["steps", 2, "run"], {"timeout": "5s"}),
        (["steps", 2, "run"], {"argv": "ls"}), (["steps", 2, "run"], {"argv": []}),
        (["steps", 2, "run"], {"argv": ["ls"], "timeout": "soon"}),
        (["steps", 2, "run"], {"argv": ["ls"], "env": {"1A": "x"}}),
        (["steps", 2, "rollback"], "none"), (["steps", 2, "rollback"], {"none": "a", "text": "b"}),
        (["steps", 2, "gate"], {"confirm": "maybe"}), (["steps", 2, "onFailure"], "panic"),
        (["steps", 2, "retires"], 3), (["steps", 2, "patch"], "pool-size"),
        (["steps", 1, "run"], {"argv": ["ls"]}), (["steps", 2, "expect"], {"exit": "none"}),
        (["parameters"], [{"type": "string"}]), (["parameters"], {"a": {"type": "float"}}),
        (["post"], [{"kind": "celebrate", "title": "x"}]), (["waivers"], [{"rule": "no-timeout"}]),
    ]: judged(put(place, value), False, (place, value))
    for place, value in [
        (["steps", 2, "run"], ["touch", "RELEASE"]), (["steps", 2, "rollback"], "none: nothing to undo"),
        (["steps", 2, "gate"], "typed"), (["steps", 2, "expect"], {"exit": [0, 3], "within": "30s"}),
        (["parameters"], {"a": 3, "b": {"type": "choice", "choices": ["x", "y"], "default": "x"}}),
        (["parameters"], [{"name": "a", "secret": True}]), (["risk"], "low"),
        (["preconditions"], [["test", "-d", "."], "Somebody watches the shop"]),
        (["backup"], {"required": False}), (["approvals"], ["change-approver"]),
        (["approvals"], [{"role": "a", "for": "dns"}, {"role": "b", "for": ["iam", "waf"]}]),
        (["post"], {"revoke": "the grant", "confirm": [{"title": "all is well"}]}),
        (["waivers"], [{"rule": "no-precheck", "step": "note-release", "reason": "it is new"}]),
    ]: judged(put(place, value), True, (place, value))
    """

  @Test func `the schema and the reader agree on what is a plan`() async throws {
    try scene.folder.write("judge.py", Self.judge)
    try await scene.shell("python3 judge.py")
  }
}
