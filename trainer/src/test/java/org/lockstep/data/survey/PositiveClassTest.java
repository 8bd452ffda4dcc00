package org.lockstep.data.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.TargetEncoding;

class PositiveClassTest {
  private static final LinearScale NONE = new LinearScale(List.of(), List.of());

  private static TargetEncoding.Classes classes(Object... labels) {
    String type = labels[0] instanceof Long ? "bigint" : "string";
    return new TargetEncoding.Classes("y", type, List.of(labels));
  }

  private static Object positive(TargetEncoding target, String named, Long... counts) {
    Encoding encoding = new Encoding(List.of(), NONE, target);
    return ((TargetEncoding.Classes)
            PositiveClass.in(encoding, Optional.ofNullable(named), List.of(counts)).target())
        .positive();
  }

  @Test
  void ofTwoClassesItIsTheRarerAndOfEquallyFrequentOnesTheSecond() {
    assertThat(positive(classes("bad", "good"), null, 3L, 7L)).isEqualTo("bad");
    assertThat(positive(classes("bad", "good"), null, 7L, 3L)).isEqualTo("good");
    assertThat(positive(classes(0L, 1L), null, 5L, 5L)).isEqualTo(1L);
    assertThat(positive(classes("a", "b", "c"), null, 1L, 2L, 3L)).isNull();
  }

  @Test
  void aClassIsNamedByItsLabelAsText() {
    assertThat(positive(classes("bad", "good"), "good", 3L, 7L)).isEqualTo("good");
    assertThat(positive(classes(1L, 2L, 30L), "30", 3L, 7L, 1L)).isEqualTo(30L);
    assertThatThrownBy(() -> positive(classes("bad", "good"), "Good", 3L, 7L))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "data.positive-class names the class Good, which the data do not have"
                + " (data.positive-class); the classes are [bad, good]");
  }

  @Test
  void thatOfAModelThatIsTrainedFurtherStays() {
    assertThat(positive(classes("bad", "good").withPositive("good"), null, 3L, 7L))
        .isEqualTo("good");
    assertThat(
            positive(
                new TargetEncoding.Classes("y", "string", List.of("bad", "good"))
                    .withPositive("good"),
                "bad",
                3L,
                7L))
        .isEqualTo("bad");
  }

  @Test
  void modelsThatDoNotRecordItHaveTheSecondOfTwo() {
    assertThat(classes("bad", "good").positiveIndex()).hasValue(1);
    assertThat(classes("bad", "good").withPositive("bad").positiveIndex()).hasValue(0);
    assertThat(classes("a", "b", "c").positiveIndex()).isEmpty();
  }
}
