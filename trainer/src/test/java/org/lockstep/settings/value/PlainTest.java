package org.lockstep.settings.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainTest {
  @Test
  void aValueIsPrintedAsInASettingsFile() {
    assertThat(Plain.text("relu")).isEqualTo("relu");
    assertThat(Plain.text(List.of("16", "8"))).isEqualTo("[16, 8]");
    assertThat(Plain.text(List.of())).isEqualTo("[]");
    assertThat(Plain.text(List.of(List.of("16"), "8"))).isEqualTo("[[16], 8]");
    assertThat(Plain.text(Map.of("column", "held"))).isEqualTo("{ column = held }");
    assertThat(Plain.text(null)).isEqualTo("null");
  }

  @Test
  void aSingleValueIsAListOfOneElement() {
    assertThat(Plain.elements("a")).isEqualTo(List.of("a"));
    assertThat(Plain.elements(List.of("a", "b"))).isEqualTo(List.of("a", "b"));
  }
}
