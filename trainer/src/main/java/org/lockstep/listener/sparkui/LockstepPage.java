package org.lockstep.listener.sparkui;

import jakarta.servlet.http.HttpServletRequest;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.ui.WebUIPage;
import org.jspecify.annotations.Nullable;
import org.lockstep.listener.chart.ChartStyle;
import org.lockstep.listener.chart.Markup;
import org.lockstep.spark.UiPage;
import scala.collection.immutable.Seq;
import scala.xml.Node;
import scala.xml.Unparsed;

/**
 * The page of the tab. Its script reloads it every few seconds and replaces what has changed,
 * unless the page is hidden or has the keyboard focus.
 */
final class LockstepPage extends WebUIPage {
  /** The colours of the charts follow the theme of Spark's page, not that of the browser. */
  private static final String STYLE =
      """
      #lockstep { color-scheme: light; --page: var(--bs-body-bg, #fff); --ink: var(--bs-body-color, #212529); }
      [data-bs-theme="dark"] #lockstep { color-scheme: dark; }
      #lockstep .curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 24px; }
      #lockstep .curves .key { display: flex; }
      #lockstep .curves text.end { display: none; }
      #lockstep .curves .frame { margin-right: 8px; }
      #lockstep .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(36rem, 100%), 1fr)); gap: 0 32px; }
      #lockstep .phases { width: 100%; }
      #lockstep td { overflow-wrap: anywhere; }
      #lockstep .phases th, #lockstep .phases td { padding: 4px 16px 4px 0; font-weight: 400; white-space: nowrap; }
      #lockstep .values th, #lockstep .values td { padding: 2px 16px 2px 0; font-weight: 400; text-align: right; }
      """;

  private static final String REFRESH =
      """
          <p id="lockstep-silent" hidden>The application does not answer; this is what it said\
           last.</p>
          <script>
          (() => {
            const again = () => setTimeout(refresh, 3000);
            const refresh = async () => {
              const shown = document.getElementById('lockstep');
              if (document.hidden || shown.contains(document.activeElement)) {
                return again();
              }
              let now = null;
              try {
                const page = await (await fetch(location.href)).text();
                now = new DOMParser().parseFromString(page, 'text/html').getElementById('lockstep');
              } catch (gone) {
                // said below
              }
              document.getElementById('lockstep-silent').hidden = now !== null;
              if (now !== null) {
                shown.replaceWith(now);
              }
              return again();
            };
            again();
          })();
          </script>
          """;

  private final LockstepTab tab;

  LockstepPage(LockstepTab tab) {
    super("");
    this.tab = tab;
  }

  @Override
  public Seq<Node> render(HttpServletRequest request) {
    NavigableMap<Integer, RunSnapshot> runs = new TreeMap<>();
    tab.runs().forEach((number, run) -> runs.put(number, run.snapshot()));
    Markup html = Markup.fragment();
    html.code("style", ChartStyle.css() + STYLE);
    html.open("div", "id", "lockstep");
    if (runs.isEmpty()) {
      html.element("p", "No run yet.");
    } else {
      RunPage.write(html, number(request.getParameter("run"), runs), runs);
    }
    html.close();
    Seq<Node> nodes = new Unparsed(html + REFRESH);
    return UiPage.of(request, "Lockstep", nodes, tab);
  }

  /** The number of the requested run, or of the last. */
  private static int number(@Nullable String requested, NavigableMap<Integer, RunSnapshot> runs) {
    return runs.keySet().stream()
        .filter(number -> String.valueOf(number).equals(requested))
        .findFirst()
        .orElseGet(runs::lastKey);
  }
}
