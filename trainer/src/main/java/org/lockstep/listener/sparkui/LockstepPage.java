package org.lockstep.listener.sparkui;

import jakarta.servlet.http.HttpServletRequest;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.ui.UIUtils;
import org.apache.spark.ui.WebUIPage;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.xml.Node;
import scala.xml.Unparsed;

/**
 * The page of the tab. It asks for itself again every few seconds and takes what has changed,
 * unless nobody sees it or the reader's focus is inside.
 */
final class LockstepPage extends WebUIPage {
  private static final Html REFRESH =
      new Html(
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
          """);

  private final LockstepTab tab;

  LockstepPage(LockstepTab tab) {
    super("");
    this.tab = tab;
  }

  @Override
  public Seq<Node> render(HttpServletRequest request) {
    NavigableMap<Integer, RunSnapshot> runs = new TreeMap<>();
    tab.runs().forEach((number, run) -> runs.put(number, run.snapshot()));
    Html content =
        runs.isEmpty()
            ? Html.of("<div id=\"lockstep\"><p>No run yet.</p></div>")
            : Html.of(
                "<div id=\"lockstep\">%s</div>",
                RunPage.of(number(request.getParameter("run"), runs), runs));
    Seq<Node> nodes = new Unparsed(content.source() + REFRESH.source());
    return UIUtils.headerSparkPage(
        request, "Lockstep", () -> nodes, tab, Option.empty(), false, false);
  }

  /** The run that is asked for, or the last. */
  private static int number(@Nullable String asked, NavigableMap<Integer, RunSnapshot> runs) {
    return runs.keySet().stream()
        .filter(number -> String.valueOf(number).equals(asked))
        .findFirst()
        .orElseGet(runs::lastKey);
  }
}
