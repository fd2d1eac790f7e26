import Foundation
import TestSupport
import Testing

/// The schema that editors complete templates by, and the reader that decides.
@Suite struct TemplateSchemaTests {
  private let scene = RedactScene()

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Each template is judged by both; they must agree on whether it is one.
  private static let judge = """
    import copy, glob, json, os, re, subprocess, jsonschema, yaml
    form = json.load(open("\(root)/Schemas/template.schema.json"))
    jsonschema.Draft202012Validator.check_schema(form)
    checker = jsonschema.Draft202012Validator(form)
    handoff = os.environ["HANDOFF"]
    paths = [path for path in glob.glob("\(root)/checklists/*/*.yaml")
             if path.split("/")[-2] not in ["policy", "intake", "close", "targets"]]
    listed = json.loads(subprocess.run([handoff, "checklists", "list", "--json"],
                                       capture_output=True, check=True).stdout)
    assert len(paths) == len(listed) > 0, (len(paths), len(listed))
    class Texts(yaml.SafeLoader): pass
    Texts.yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in forms if not tag.endswith("timestamp")]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()}
    for path in paths:
        faults = [fault.message for fault in checker.iter_errors(yaml.load(open(path), Texts))]
        assert not faults, (path, faults)
    os.mkdir("own")
    def judged(template, is_good, name):
        with open("own/case.yaml", "w") as file: json.dump(template, file)
        faults = [(list(fault.absolute_path), fault.message) for fault in checker.iter_errors(template)]
        done = subprocess.run([handoff, "checklists", "show", "case", "--checklists", "own"],
                              capture_output=True, text=True)
        assert (not faults) == is_good, (name, faults)
        assert (done.returncode == 0) == is_good, (name, done.returncode, done.stderr)
        if not is_good: assert re.search(r"error: own/case.yaml:[0-9]+:[0-9]+: ", done.stderr), done.stderr
    template = {"template": {
        "title": "t", "whenToUse": "w", "whenNot": "n", "provider": "any", "class": "data", "risk": "low",
        "checked": [{"tool": "psql", "version": "15", "how": "run"}],
        "settings": {"a": {"description": "d", "sample": "x"}}}, "plan": "a: '%{a}'"}
    judged(template, True, "whole")
    def put(place, value):
        changed = copy.deepcopy(template)
        part = changed
        for key in place[:-1]: part = part[key]
        if value is None: del part[place[-1]]
        else: part[place[-1]] = value
        return changed
    head = lambda *place: ["template", *place]
    a = head("settings", "a")
    for place, value in [
        (["plan"], None), (["more"], 1), (head("title"), None), (head("whenToUse"), None),
        (head("whenNot"), None), (head("provider"), None), (head("provider"), "a b"),
        (head("class"), "fun"), (head("risk"), "none"), (head("checked"), None),
        (head("checked"), [{"tool": "a", "version": "1"}]),
        (head("checked"), [{"tool": "a", "version": "1", "how": "seen"}]),
        (head("settings", "id"), {"description": "d", "sample": "x"}),
        (a + ["sample"], None), (a + ["description"], None), (a + ["type"], "url"), (a + ["type"], "choice"),
        (a + ["choices"], []), (a + ["more"], 1), (a, {"description": "d", "sample": "x", "min": 1}),
        (a, {"type": "number", "pattern": "1", "description": "d", "sample": "1"}),
    ]: judged(put(place, value), False, (place, value))
    for place, value in [
        (head("words"), ["one", "two"]), (head("checked"), []),
        (a, {"type": "number", "min": 1, "max": 3, "description": "d", "sample": 2}),
        (a, {"choices": ["x", "y"], "description": "d", "sample": "y"}),
        (a, {"pattern": "[x]+", "description": "d", "sample": "xx"}),
        (a, {"type": "time", "description": "d", "sample": "2026-11-21T08:00:00Z"}),
    ]: judged(put(place, value), True, (place, value))
    """

  @Test func `the schema and the reader agree on what is a template`() async throws {
    try scene.folder.write("judge.py", Self.judge)
    try await scene.shell("python3 judge.py")
  }

  @Test func `templates are listed by what they are for`() async throws {
    try await scene.shell(
      """
      h=$HANDOFF; set -e
      $h checklists list --provider kubernetes > all; grep -q '^kubernetes/rollout-undo ' all
      never grep -v '^kubernetes/' all
      $h checklists list ROLLOUT undo --class release --risk medium | grep -q rollout-undo
      test -z "$($h checklists list rollout --class process 2> err)"; grep -q 'no template fits' err
      for wrong in '--class fun' '--risk huge' '--provider nobody'; do
        code=0; $h checklists list $wrong 2> err || code=$?; test $code = 64; grep -q 'there are' err
      done
      $h checklists list --rule aws-access-key-id > rule; sed -n 1p rule | grep -q '^aws/access-key-rotation '
      $h checklists list leaked --rule aws-access-key-id | grep -q '^aws/leaked-access-key '
      $h rules show stripe-secret-key | grep -q '^checklist: rotate/vendor-key'
      code=0; $h checklists list --rule aws-acces-key-id 2> err || code=$?; test $code = 1
      grep -q "did you mean 'aws-access-key-id'" err
      code=0; $h checklists list --rule email-address 2> err || code=$?; test $code = 1
      grep -q 'nothing can be rotated' err
      mkdir -p own/team; $h checklists show rollout-undo --json > show.json
      python3 -c 'import json; d = json.load(open("show.json")); assert d["plan"] and d["settings"]'
      code=0; $h checklists list --checklists own 2> err || code=$?
      test $code = 1; grep -q 'no template in this folder' err
      printf '%s\\n' 'template: {title: Ours, whenToUse: a, whenNot: b, provider: any, class: data, risk: low,' \
        '  checked: [], settings: {word: {pattern: "[a-z]+", description: d, sample: x}}}' \
        'plan: |' '  word: "%{word}"' > own/team/ours.yaml
      $h checklists list --checklists own | grep -q '^team/ours '
      $h plan new --checklists own --from ours --set word=yes | grep -qx 'word: "yes"'
      code=0; $h plan new --checklists own --from ours --set word=9 2> err || code=$?
      test $code = 1; grep -q "error: the value of 'word' isn't a text like" err; grep -q 'hint: d; for' err
      """)
  }
}
