import Bundles
import Crypto
import Documents
import Plans

/// The summary as EVIDENCE.html: no script, no font, no request; it prints well.
extension EvidenceSummary {
  var page: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-\(Self.styleDigest)'; base-uri 'none'; form-action 'none'">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>Evidence: \(Self.escaped(title))</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header>
    <h1>Evidence: \(Self.escaped(title))</h1>
    <dl class="facts">
    \(facts.map { "<dt>\($0.name)</dt><dd>\(Self.escaped($0.value))</dd>" }.joined(separator: "\n"))
    </dl>
    </header>
    <main id="content">
    <h2>Timeline</h2>
    <div class="scroll">
    \(timeline.picture.text)
    </div>
    <h2>Steps: planned and actual</h2>
    \(steps.enumerated().map { Self.section($1, number: $0 + 1) }.joined(separator: "\n"))
    <h2>Deviations</h2>
    \(deviations.rows.isEmpty ? "<p>None.</p>" : Self.html(deviations))
    \(tables.map { "<h2>\($0.title)</h2>\n\(Self.html($0))" }.joined(separator: "\n"))
    <h2>Proof</h2>
    <p>\(Self.proof.joined(separator: " "))</p>
    <pre>\(Self.commands.joined(separator: "\n"))</pre>
    </main>
    </body>
    </html>

    """
  }

  private static func section(_ one: EvidenceStep, number: Int) -> String {
    let tone =
      switch one.state {
      case "done", "done already": "good"
      case "failed", "rollback-failed", "unknown": "bad"
      case "not run": "idle"
      default: "warn"
      }
    let rows = one.rows.map { row in
      "<tr><th scope=\"row\">\(row.name)</th><td data-title=\"Planned\">\(block(row.planned))</td><td data-title=\"Actual\">\(block(row.actual))</td></tr>"
    }
    return """
      <section class="step \(tone)">
      <h3>\(number). \(escaped(one.step.title)) <span class="state">\(one.state)</span></h3>
      <p class="note"><code>\(escaped(one.step.id))</code> \(one.step.class.rawValue)</p>
      <table>
      <caption>Step \(number), planned and actual</caption>
      <thead><tr><th scope="col"></th><th scope="col">Planned</th><th scope="col">Actual</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </section>
      """
  }

  private static func block(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { escaped(String($0)) }.joined(separator: "<br>")
  }

  private static func html(_ table: Table) -> String {
    let head = table.head.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let rows = table.rows.map { row in
      "<tr>"
        + zip(table.head, row).map { "<td data-title=\"\($0)\">\(escaped($1))</td>" }.joined()
        + "</tr>"
    }
    return """
      <table>
      <caption>\(table.title)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      """
  }

  private static func escaped(_ text: String) -> String { HTML.text(PrintableText.line(text)) }

  private static let styleDigest = String(
    decoding: Base64.encode(Array(SHA256.hash(data: Array(style.utf8)))), as: UTF8.self)

  private static let style = """

    :root { --ink: #1a1a1a; --paper: #fff; --quiet: #4d4d4d; --line: #8a8a8a; --shade: #f3f3f3; --good: #0b6e26; --warn: #8a5300; --bad: #a4000f; }
    @media screen and (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616; --quiet: #b5b5b5; --line: #7a7a7a; --shade: #242424; --good: #7fd694; --warn: #f0b35c; --bad: #ff8f8f; } }
    * { box-sizing: border-box; }
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; color: var(--ink); background: var(--paper); }
    h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 2px solid var(--ink); }
    h3 { font-size: 1.05rem; margin: 0; } p { margin: .3rem 0; } .note { color: var(--quiet); }
    .skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
    .facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1.25rem; margin: 0; } .facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
    table { border-collapse: collapse; width: 100%; }
    caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    th { font-weight: 600; overflow-wrap: normal; }
    .step { border: 1px solid var(--line); border-left-width: 6px; padding: .7rem 1rem; margin: .8rem 0; break-inside: avoid; }
    .step table { table-layout: fixed; } .step th:first-child { width: 7rem; } .step tbody tr:last-child > * { border-bottom: 0; }
    .state { font-weight: 400; border: 1px solid; border-radius: .2rem; padding: 0 .4rem; font-size: .85rem; }
    .good { border-left-color: var(--good); } .good .state { color: var(--good); } .warn { border-left-color: var(--warn); } .warn .state { color: var(--warn); }
    .bad { border-left-color: var(--bad); } .bad .state { color: var(--bad); } .idle .state { color: var(--quiet); }
    code, pre { font: .86em/1.45 ui-monospace, monospace; } pre { background: var(--shade); padding: .6rem; overflow-x: auto; }
    .scroll { overflow-x: auto; } .scroll .picture { min-width: 46rem; width: 100%; }
    \(SVG.style)
    @media screen and (max-width: 40rem) {
      body { padding: 1rem; } thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
      table, tbody, tr, th, td { display: block; width: auto; } tr { border-bottom: 1px solid var(--line); padding: .4rem 0; }
      th, td { border: 0; padding: .05rem 0; } td:empty { display: none; } td::before { content: attr(data-title) ": "; color: var(--quiet); font-size: .85rem; }
    }
    @media print {
      @page { margin: 16mm 14mm; } body { font-size: 9.5pt; max-width: none; padding: 0; } .skip { display: none; }
      h2, h3 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
      .scroll { overflow: visible; } .scroll .picture { min-width: 0; } pre { border: 1px solid var(--line); white-space: pre-wrap; }
    }

    """
}
