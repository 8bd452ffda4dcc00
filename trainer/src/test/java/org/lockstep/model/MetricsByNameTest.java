package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.encoding.Task;
import org.lockstep.settings.ValidationMetric;

class MetricsByNameTest {
  private static Metrics of(Task task) {
    return task == Task.CLASSIFICATION
        ? new Metrics.Classification(0.5, 20, 0.75)
        : new Metrics.Regression(0.5, 20, 2.5, 0.25);
  }

  @ParameterizedTest
  @EnumSource
  void everyMetricOfATaskIsTheComponentOfItsName(Task task) throws ReflectiveOperationException {
    Metrics metrics = of(task);
    Map<String, Object> components = new LinkedHashMap<>();
    for (RecordComponent component : metrics.getClass().getRecordComponents()) {
      components.put(component.getName(), component.getAccessor().invoke(metrics));
    }
    components.remove("examples");

    assertThat(metrics.byName()).isEqualTo(components);
    assertThat(metrics.byName().keySet())
        .containsExactlyElementsOf(
            ValidationMetric.of(task).stream().map(ValidationMetric::settingsName).toList());
  }
}
