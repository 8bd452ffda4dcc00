package org.lockstep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final SortedMap<String, String> DEFAULTS =
      new TreeMap<>(Map.of("training.epochs", "20", "training.seed", "1"));

  private static String page(ReportedRun... runs) {
    return ReportPage.of(List.of(runs), DEFAULTS);
  }

  @Test
  void theSameRunGivesTheSameBytes() {
    assertThat(page(SyntheticRun.of("a", 3, 10, 1)))
        .isEqualTo(page(SyntheticRun.of("a", 3, 10, 1)));
  }

  @Test
  void textFromFilesIsEscaped() {
    String evil = "</script><script>alert(1)</script>";

    String page =
        page(
            SyntheticRun.run(evil, SyntheticRun.of("a", 3, 10, 1).history(), Map.of(evil, evil)),
            SyntheticRun.of("b", 3, 10, 2));

    assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)");
    assertThat(Pattern.compile("<script").matcher(page).results().count())
        .as("scripts: ours, and one a chart")
        .isEqualTo(
            1 + Pattern.compile("type=\"application/json\">").matcher(page).results().count());
  }

  @Test
  void secretsInSettingsAreNotShown() {
    String page =
        page(
            SyntheticRun.run(
                "a", List.of(), Map.of("data.train", "https://ann:sesame@data.test/train")));

    assertThat(page).doesNotContain("sesame").contains("https://•••@data.test/train");
  }

  @Test
  void aRunWithoutIterationsSaysWhatIsMissing() {
    String page = page(SyntheticRun.run("a", List.of(), Map.of()));

    assertThat(page)
        .contains("There is no history of this run")
        .contains("lockstep resume runs/a continues it")
        .contains("The model and its manifest are written when the run is finished")
        .doesNotContain(">NaN");
  }

  @Test
  void everyReferenceWithinThePageHasATarget() {
    String page = page(SyntheticRun.of("a", 3, 10, 1), SyntheticRun.of("b", 3, 20, 2));
    List<String> ids =
        Pattern.compile(" id=\"([^\"]+)\"").matcher(page).results().map(m -> m.group(1)).toList();

    assertThat(ids).doesNotHaveDuplicates();
    List<String> references =
        Pattern.compile("(?:href=\"#|aria-labelledby=\")([^\"]+)\"")
            .matcher(page)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(references).hasSizeGreaterThan(20);
    assertThat(ids).containsAll(references);
  }

  @Test
  void runsWithEpochsOfOtherLengthsAreComparedByEpochs() {
    assertThat(page(SyntheticRun.of("a", 3, 10, 1), SyntheticRun.of("b", 3, 20, 2)))
        .contains("{\"name\":\"epoch\",\"from\"");
    assertThat(page(SyntheticRun.of("a", 3, 10, 1), SyntheticRun.of("b", 6, 10, 2)))
        .doesNotContain("{\"name\":\"epoch\",\"from\"");
  }

  @Test
  void settingsThatDifferAreColumnsOfTheComparison() {
    String page =
        page(
            SyntheticRun.run("a", List.of(), Map.of("training.seed", "1", "output", "a")),
            SyntheticRun.run("b", List.of(), Map.of("training.seed", "2", "output", "b")));

    assertThat(page)
        .contains("training.<wbr/>seed")
        .contains("<td class=\"setting differs\">2</td>")
        .doesNotContain("<td class=\"setting differs\">b</td>");
  }

  @Test
  void aHundredThousandRowsAreAFewHundredKilobytes() {
    String page = page(SyntheticRun.of("long", 100, 1000, 1));

    assertThat(page.length()).isLessThan(1_000_000);
  }

  @Test
  void manyRunsAreOneReport() {
    ReportedRun[] runs =
        IntStream.range(0, 12)
            .mapToObj(i -> SyntheticRun.of("run-" + (char) ('a' + i), 4, 100, i))
            .toArray(ReportedRun[]::new);

    assertThat(page(runs)).contains("12 runs compared").contains("line run-more");
  }
}
