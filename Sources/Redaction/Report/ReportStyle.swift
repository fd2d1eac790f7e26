/// How a report's page looks: on a screen, on a telephone, in the dark and on paper.
package enum ReportStyle {
  package static let text = """

    :root { --ink: #1a1a1a; --paper: #fff; --quiet: #4d4d4d; --line: #8a8a8a; --shade: #f3f3f3; --mark: #fff0b3; --link: #0b4fa8; --credential: #a4000f; --personal: #8a5300; --identifier: #0b5d8a; }
    @media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616; --quiet: #b5b5b5; --line: #7a7a7a; --shade: #242424; --mark: #4d4000; --link: #8fc1ff; --credential: #ff8f8f; --personal: #f0b35c; --identifier: #7cc4f2; } }
    * { box-sizing: border-box; }
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1.5rem; color: var(--ink); background: var(--paper); }
    h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-bottom: .2rem; border-bottom: 2px solid var(--ink); }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; } p { margin: .4rem 0; } a { color: var(--link); overflow-wrap: anywhere; }
    .summary { font-size: 1.1rem; margin: .5rem 0 1rem; } .note { color: var(--quiet); }
    .skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
    .facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; } .facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
    nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: .6rem 0 0; margin: 1rem 0 0; border-top: 1px solid var(--line); }
    table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
    caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
    th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
    th { font-weight: 600; overflow-wrap: normal; } .number { text-align: right; white-space: nowrap; } .wide { width: 45%; }
    .bar { display: block; margin-top: .3rem; } rect.credential { fill: var(--credential); } rect.personal { fill: var(--personal); } rect.identifier { fill: var(--identifier); }
    code { font: .86em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; } h3 code { font-weight: 400; color: var(--quiet); }
    figure { margin: 1rem 0; break-inside: avoid; } figure img { max-width: 100%; height: auto; border: 1px solid var(--line); } figcaption { color: var(--quiet); font-size: .85rem; }
    .lines { list-style: none; padding: 0; margin: .25rem 0 1rem; } .lines li { border-bottom: 1px solid var(--line); padding: .35rem 0; break-inside: avoid; }
    .lines code { display: block; background: var(--shade); padding: .25rem .5rem; white-space: pre-wrap; } .place { color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; }
    mark { background: var(--mark); color: inherit; outline: 1px solid var(--line); }
    .done { width: 4rem; } td.done::after { content: ""; display: inline-block; width: 1em; height: 1em; border: 1.5px solid var(--ink); vertical-align: -.1em; }
    footer { margin-top: 3rem; padding-top: .5rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9rem; }
    @media screen and (max-width: 40rem) {
      body { padding: 1rem; } thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
      table, tbody, tr, td { display: block; width: auto; } tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
      td, .number, .wide, .done { border: 0; padding: .05rem 0; width: auto; text-align: left; white-space: normal; }
      td::before { content: attr(data-title) ": "; color: var(--quiet); font-size: .85rem; }
    }
    @media print {
      :root { --ink: #000; --paper: #fff; --quiet: #333; --line: #888; --shade: #f3f3f3; --mark: #fff0b3; --link: #000; --credential: #a4000f; --personal: #8a5300; --identifier: #0b5d8a; }
      @page { margin: 18mm 16mm; } body { font-size: 10pt; max-width: none; padding: 0; } nav, .skip { display: none; }
      h2, h3, .note { break-after: avoid; } tr, .whole { break-inside: avoid; } thead, thead tr { break-after: avoid; } thead { display: table-header-group; }
      mark, rect { -webkit-print-color-adjust: exact; print-color-adjust: exact; } mark { font-weight: 600; }
    }

    """
}
