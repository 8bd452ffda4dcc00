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
        .contains("<td class=\"setting differs\" data-label=\"training.seed\">2</td>")
        .doesNotContain("data-label=\"output\"");
  }

  @Test
  void valuesThatDifferAsTextAloneAreNoDifference() {
    String same =
        ReportPage.of(
            List.of(
                SyntheticRun.run("a", List.of(), Map.of("l2", "0", "hidden", "[64, 32]")),
                SyntheticRun.run("b", List.of(), Map.of("l2", "0.0", "hidden", "[64.0,32]"))),
            new TreeMap<>(Map.of("l2", "0e0", "hidden", "[64,32]")));
    String one =
        ReportPage.of(
            List.of(SyntheticRun.run("a", List.of(), Map.of("l2", "0.0", "seed", "2"))),
            new TreeMap<>(Map.of("l2", "0", "seed", "1")));

    assertThat(same).doesNotContain("setting differs", "<tr class=\"notable\">");
    assertThat(one)
        .containsSubsequence("<tr class=\"plain\"><th scope=\"row\">l2", "<tr class=\"notable\"")
        .containsOnlyOnce("<tr class=\"notable\"><th scope=\"row\">seed");
  }

  @Test
  void aComparisonHasNoMoreColumnsThanFitAndSaysSo() {
    Map<String, String> ones = new TreeMap<>();
    Map<String, String> twos = new TreeMap<>();
    for (int i = 0; i < 7; i++) {
      ones.put("key-" + i, "1");
      twos.put("key-" + i, "2");
    }

    String page =
        page(SyntheticRun.run("a", List.of(), ones), SyntheticRun.run("b", List.of(), twos));

    assertThat(page.split("<th scope=\"col\" class=\"setting\">", -1)).hasSize(5);
    assertThat(page).contains("4 of 7 settings that differ");
  }

  @Test
  void epochsStandBesideTheIterations() {
    String page = page(SyntheticRun.of("a", 20, 10, 1));

    assertThat(page)
        .containsPattern(">iteration</text>(?s:.)*>200</text>(?s:.)*>epoch</text>(?s:.)*>20</text>")
        .contains("\"epoch\":10.0");
  }

  @Test
  void theFirstSectionHasTheDiagnosis() {
    assertThat(page(SyntheticRun.of("a", 30, 10, 1)))
        .containsPattern(
            "<p class=\"diagnosis\">Validation loss has not gained since epoch 20 .*it overfits");
    assertThat(page(SyntheticRun.of("a", 2, 10, 1))).doesNotContain("class=\"diagnosis\"");
  }

  @Test
  void linesThatHaveNoRoomForANameAtTheirEndAreNamedInTheKey() {
    ReportedRun[] runs =
        IntStream.range(0, 12)
            .mapToObj(i -> SyntheticRun.of("run-" + (char) ('a' + i), 4, 100, i))
            .toArray(ReportedRun[]::new);

    assertThat(page(runs)).containsPattern("<ul class=\"key always\">(?s:.)*run-l \\d");
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
