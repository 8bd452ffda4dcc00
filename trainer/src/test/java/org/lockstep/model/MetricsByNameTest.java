package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.Task;
import org.lockstep.metric.Sums;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.support.Figures;

class MetricsByNameTest {
  private static final Metrics CLASSES =
      new Metrics(
          Task.CLASSIFICATION,
          20,
          Map.of(ValidationMetric.ACCURACY, 0.75, ValidationMetric.LOSS, 0.5));
  private static final String JSON =
      """
      {"task":"classification","loss":0.5,"examples":20,"accuracy":0.75}""";

  @ParameterizedTest
  @EnumSource
  void everyMetricOfATaskStandsInTheJsonByItsName(Task task) throws IOException {
    Metrics metrics = Figures.allOf(task, new Sums.Output(2, 8, 3, Figures.ERRORS));

    String json = CheckedJson.text(metrics);

    assertThat(metrics.byName().keySet())
        .containsExactlyElementsOf(
            ValidationMetric.of(task).stream().map(ValidationMetric::settingsName).toList());
    metrics
        .byName()
        .forEach((name, value) -> assertThat(json).contains("\"" + name + "\":" + value));
    assertThat(CheckedJson.parse(json, Metrics.class)).isEqualTo(metrics);
  }

  @Test
  void theJsonIsThatOfEveryVersion() throws IOException {
    assertThat(CheckedJson.text(CLASSES)).isEqualTo(JSON);
    assertThat(
            CheckedJson.text(
                new Metrics(
                    Task.REGRESSION,
                    1L << 40,
                    Map.of(
                        ValidationMetric.R2,
                        Double.NaN,
                        ValidationMetric.RMSE,
                        1e-300,
                        ValidationMetric.LOSS,
                        0.0))))
        .isEqualTo(
            """
            {"task":"regression","loss":0.0,"examples":1099511627776,"rmse":1.0E-300,"r2":"NaN"}""");
    assertThat(CheckedJson.parse(JSON, Metrics.class)).isEqualTo(CLASSES);
  }

  @Test
  void aMetricThatAnOlderVersionDidNotHaveIsNoNumber() throws IOException {
    Metrics older = CheckedJson.parse(JSON.replace(",\"accuracy\":0.75", ""), Metrics.class);

    assertThat(older.value(ValidationMetric.ACCURACY)).isNaN();
    assertThat(older.byName()).containsOnlyKeys("loss");
    assertThat(CheckedJson.parse(CheckedJson.text(older), Metrics.class)).isEqualTo(older);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"task\":\"classification\",\"examples\":20,\"accuracy\":0.75}",
        "{\"task\":\"classification\",\"loss\":0.5,\"accuracy\":0.75}",
        "{\"loss\":0.5,\"examples\":20,\"accuracy\":0.75}",
        "{\"task\":\"ranking\",\"loss\":0.5,\"examples\":20,\"accuracy\":0.75}",
        "{\"task\":\"classification\",\"loss\":0.5,\"examples\":20,\"sharpness\":0.75}",
        "{\"task\":\"classification\",\"loss\":0.5,\"examples\":20,\"rmse\":0.75}",
        "{\"task\":\"classification\",\"loss\":0.5,\"examples\":20,\"accuracy\":null}",
        "{\"task\":\"classification\",\"loss\":0.5,\"examples\":20,\"accuracy\":\"high\"}",
        "{\"task\":\"classification\",\"loss\":0.5,\"examples\":20.5,\"accuracy\":0.75}",
        "{\"task\":\"classification\",\"loss\":null,\"examples\":20,\"accuracy\":0.75}"
      })
  void whatIsNoMetricsIsRefused(String json) {
    assertThatThrownBy(() -> CheckedJson.parse(json, Metrics.class))
        .isInstanceOf(IOException.class);
  }
}
