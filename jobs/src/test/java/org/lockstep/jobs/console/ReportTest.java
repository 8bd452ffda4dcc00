package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.NumberFormats;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;

class ReportTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0000",
    "0.12345, 0.1235",
    "-12.5, -12.5000",
    "0.00012345, 1.235e-04",
    "123456789, 1.235e+08",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void aNumberHasFourDecimalsOrFourSignificantDigits(double value, String text) {
    assertThat(NumberFormats.decimals(value)).isEqualTo(text);
  }

  @Test
  void metricsAreOneLine() {
    assertThat(
            Report.line(
                new Metrics(
                    Task.CLASSIFICATION,
                    10,
                    Map.of(ValidationMetric.LOSS, 0.5, ValidationMetric.ACCURACY, 0.9))))
        .isEqualTo("loss 0.5000 accuracy 0.9000");
    assertThat(
            Report.line(
                new Metrics(
                    Task.REGRESSION,
                    10,
                    Map.of(
                        ValidationMetric.LOSS,
                        0.5,
                        ValidationMetric.RMSE,
                        2.0,
                        ValidationMetric.R2,
                        Double.NaN))))
        .isEqualTo("loss 0.5000 rmse 2.0000 r2 NaN");
  }

  @Test
  void nanAndInfinityAreNullInJson() {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("digest", "a\"b");
    figures.put("loss", Double.NaN);
    figures.put("none", null);
    figures.put(
        "inner",
        Report.figures(
            new Metrics(
                Task.REGRESSION,
                10,
                Map.of(
                    ValidationMetric.LOSS,
                    0.5,
                    ValidationMetric.RMSE,
                    1e300,
                    ValidationMetric.R2,
                    -1 / 0.0))));

    assertThat(Report.json(figures))
        .isEqualTo(
            "{\"digest\":\"a\\\"b\",\"loss\":null,\"none\":null,"
                + "\"inner\":{\"loss\":0.5,\"rmse\":1.0E300,\"r2\":null}}");
  }
}
