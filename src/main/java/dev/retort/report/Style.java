package dev.retort.report;

import java.util.Base64;

import dev.retort.digest.Sha256;

/** The page's style sheet, light and dark, for screens, phones and paper; and the policy that allows it and nothing else. */
final class Style {
    static final String SHEET = """

            :root{color-scheme:light dark;--ink:#1c2733;--faint:#586573;--paper:#fff;--box:#f5f7f9;--rule:#dbe1e7;--a:#2367a8;--b:#b35309;--c:#137a54;
            --good:#0f6b46;--bad:#b42318;--open:#7a5a00;--goodbox:#e3f4ec;--badbox:#fdeae7;--openbox:#fdf3d8}
            @media (prefers-color-scheme:dark){:root{--ink:#e6ebf0;--faint:#9aa7b4;--paper:#14191f;--box:#1c232b;--rule:#323d48;--a:#6cb1f2;--b:#f0a35e;--c:#5fcf9f;
            --good:#7fdcae;--bad:#ff9d91;--open:#f0cd6b;--goodbox:#15352a;--badbox:#43201d;--openbox:#3a3014}}
            *{box-sizing:border-box}
            body{font:15px/1.5 system-ui,sans-serif;max-width:68rem;margin:0 auto;padding:1.5rem 1rem 3rem;color:var(--ink);background:var(--paper)}
            h1{font-size:1.45rem;margin:0;overflow-wrap:anywhere}h2{font-size:1.15rem;margin:2.2rem 0 .6rem}h3{font-size:1rem;margin:1.4rem 0 .5rem}
            p{margin:.3rem 0;max-width:52rem}.faint{color:var(--faint)}.change{font-size:1.05rem;overflow-wrap:anywhere}
            .state{display:inline-block;padding:.1rem .7rem;border-radius:1rem;font-weight:600;vertical-align:middle;font-size:1rem}
            .good{color:var(--good);background:var(--goodbox)}.bad{color:var(--bad);background:var(--badbox)}.open{color:var(--open);background:var(--openbox)}
            .note{background:var(--openbox);padding:.4rem .8rem;border-left:4px solid var(--open);margin:.4rem 0;max-width:none;overflow-wrap:anywhere}
            pre{background:var(--box);padding:.8rem;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.82rem}
            .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:0 1.6rem}
            dl{margin:0;display:grid;grid-template-columns:fit-content(45%) 1fr;gap:.15rem .8rem;align-content:start}dt{color:var(--faint)}
            dd{margin:0;overflow-wrap:anywhere}
            .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.4rem 1.6rem}
            figure{margin:0;break-inside:avoid}figure h3{margin:0 0 .2rem}figcaption{color:var(--faint);font-size:.88rem}
            svg{display:block;width:100%;height:auto;font:13px system-ui,sans-serif}
            .tick{fill:var(--faint)}.grid{stroke:var(--rule)}.axis{stroke:var(--faint)}.epoch{stroke:var(--faint);stroke-dasharray:1 5}
            .limit{stroke:var(--bad);stroke-dasharray:6 4}.line{fill:none;stroke-width:2;stroke-linejoin:round}
            .raw{stroke:var(--a);stroke-width:1;opacity:.4}.train{stroke:var(--a)}.second{stroke:var(--b)}.third{stroke:var(--c)}
            .dot{stroke:none}.dot.raw,.dot.train{fill:var(--a)}.dot.second{fill:var(--b)}.dot.third{fill:var(--c)}
            .ring{fill:none;stroke:var(--ink);stroke-width:1.6}.mark{fill:var(--ink);font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:4px}
            .legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.88rem}.legend span::before{content:"";display:inline-block;width:1.1rem;
            border-top:3px solid;margin-right:.4rem;vertical-align:middle}.legend .raw::before{opacity:.4}.legend .raw,.legend .train{stroke:none;opacity:1}
            .legend .raw::before,.legend .train::before{color:var(--a)}.legend .second::before{color:var(--b)}.legend .third::before{color:var(--c)}
            .scroll{overflow-x:auto;max-width:100%}table{border-collapse:collapse;width:100%;font-size:.9rem}
            caption{text-align:left;color:var(--faint);padding:.2rem 0 .4rem;max-width:52rem}
            th,td{text-align:left;vertical-align:top;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--rule)}th{font-weight:600}
            .n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}td .state{font-size:.8rem;padding:0 .55rem;white-space:nowrap}
            .figures>*{border-bottom:0;padding-bottom:0}.why{color:var(--faint);overflow-wrap:anywhere;padding-top:.1rem}.rule{white-space:nowrap}
            details{margin:.7rem 0}summary{cursor:pointer;color:var(--a)}
            .sample{background:var(--box);border-radius:8px;padding:.7rem .9rem;margin:.7rem 0;break-inside:avoid}
            .sample dl{grid-template-columns:7.5rem 1fr}.said{display:block;white-space:pre-wrap;overflow-wrap:anywhere}
            .sample .after .said{font-weight:600}.role{color:var(--faint);font-size:.85rem}
            @media (max-width:34rem){.sample dl,.facts dl{grid-template-columns:1fr;gap:0}.sample dd,.facts dd{margin-bottom:.4rem}svg{font-size:15px}}
            @media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:11pt}.scroll{overflow:visible}table{font-size:9pt}
            .rule,.n{white-space:normal}}
            """;

    static final String POLICY = "default-src 'none'; style-src '" + digest() + "'; base-uri 'none'; form-action 'none'";

    private Style() {}

    /** Policy that allows this style sheet and no other (Content Security Policy Level 3). */
    private static String digest() {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(SHEET));
    }
}
