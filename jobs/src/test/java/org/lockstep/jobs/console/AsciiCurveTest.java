package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsciiCurveTest {
  @Test
  void theCurveFallsFromTheUpperLeftToTheLowerRight() {
    List<String> lines =
        AsciiCurve.of(
            IntStream.range(0, 12).mapToObj(i -> 11.0 - i).toList(),
            100,
            1,
            List.of("left", "right"));

    assertThat(lines).hasSize(14);
    assertThat(lines.get(0)).isEqualTo("11.0000 |*");
    assertThat(lines.get(11)).startsWith(" 0.0000 |").endsWith("*");
    assertThat(lines.get(11)).hasSize(9 + 12);
    assertThat(lines.get(12)).isEqualTo("        +" + "-".repeat(11) + "^");
    assertThat(lines.get(13)).isEqualTo("         left" + " ".repeat(3) + "right");
  }

  @Test
  void whatIsAboveTheTopIsDrawnThereAndLongCurvesFitALine() {
    List<String> lines =
        AsciiCurve.of(
            IntStream.range(0, 1000).mapToObj(i -> i < 990 ? i / 990.0 : 1e9).toList(),
            2,
            Double.NaN,
            List.of("a", "b"));

    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(lines.get(0)).startsWith("2.0000 |").endsWith("*");
    assertThat(lines.get(12)).doesNotContain("^");
  }

  @Test
  void aFlatCurveIsALine() {
    List<String> lines =
        AsciiCurve.of(Collections.nCopies(5, 1.0), 9, Double.NaN, List.of("a", "b"));

    assertThat(lines.get(11)).endsWith("|*****");
  }
}
