package org.lockstep.listener.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
  private final Markup html = Markup.document();

  @Test
  void textAndAttributesAreEscaped() {
    html.open("p", "title", "\"><script>alert(1)</script>");
    html.text("</p><b>&amp;");
    html.close();

    assertThat(html.toString())
        .contains(
            "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">"
                + "&lt;/p&gt;&lt;b&gt;&amp;amp;</p>");
  }

  @Test
  void elementsCloseInTheOrderTheyWereOpenedIn() {
    html.open("ul");
    html.element("li", "a");
    html.close();

    assertThat(html.toString()).contains("<ul><li>a</li>\n</ul>");
  }

  @Test
  void anUnclosedDocumentIsAnError() {
    html.open("main");

    assertThatThrownBy(html::toString)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("still open: [main]");
  }

  @Test
  void aScriptCannotCloseItsElement() {
    assertThatThrownBy(() -> html.code("script", "'</script>'"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this would end the element script");
  }

  @Test
  void aLongNameMayBeBrokenAfterItsPoints() {
    html.open("th");
    html.name("training.optimizer.type");
    html.close();

    assertThat(html.toString()).contains("training.<wbr/>optimizer.<wbr/>type");
  }

  @Test
  void aFragmentIsNoDocumentAndHasNoDataForScripts() {
    Markup fragment = Markup.fragment();
    fragment.open("div");
    fragment.data("{}");
    fragment.close();

    assertThat(fragment.toString()).isEqualTo("<div></div>\n");
    html.data("{}");
    assertThat(html.toString()).startsWith("<!DOCTYPE html>").contains("<script", "{}");
  }

  @Test
  void controlCharactersAreReplaced() {
    html.element("p", "a\u0001b\u009Fc\n\td");

    assertThat(html.toString()).contains("<p>a\uFFFDb\uFFFDc\n\td</p>");
  }
}
