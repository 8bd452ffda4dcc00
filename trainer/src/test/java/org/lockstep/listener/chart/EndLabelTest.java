package org.lockstep.listener.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndLabelTest {
  private static final int HEIGHT = 160;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void labelsOfLinesWithCloseEndsDoNotOverlapAndStayInThePlot(double end) {
    List<EndLabel> labels =
        DoubleStream.of(end, end, end + 0.001, end - 0.001)
            .mapToObj(place -> new EndLabel(place, "name", "style"))
            .toList();

    List<EndLabel> apart = EndLabel.apart(labels, HEIGHT);

    for (int i = 0; i < apart.size(); i++) {
      assertThat(apart.get(i).place()).isBetween(0.0, 1.0);
      if (i > 0) {
        assertThat((apart.get(i).place() - apart.get(i - 1).place()) * HEIGHT)
            .isGreaterThanOrEqualTo(15.99);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.9})
  void aSingleLabelIsAtTheEndOfItsLine(double end) {
    assertThat(EndLabel.apart(List.of(new EndLabel(end, "name", "style")), HEIGHT))
        .containsExactly(new EndLabel(end, "name", "style"));
  }
}
