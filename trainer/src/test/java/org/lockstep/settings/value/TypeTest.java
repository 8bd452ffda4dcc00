package org.lockstep.settings.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.OutOfBoundsException;
import org.lockstep.UserException;

/** A block of settings with a type, using shapes as the example. */
class TypeTest {
  private record Shape(String name, double size, int corners) {}

  private static final Setting<Double> RADIUS =
      Setting.of("radius", Values.number(Bound.POSITIVE, "0.5"), "1", "The radius.");
  private static final Setting<Integer> CORNERS =
      Setting.of("corners", Values.wholeNumber(3), null, "How many corners.");
  private static final Setting<String> COLOUR =
      Setting.of("shape.colour", Values.text(), null, "Of all shapes.");

  private static final List<Type<Shape>> TYPES =
      List.of(
          Type.of("point", b -> new Shape("point", 0, 0)),
          Type.of("circle", b -> new Shape("circle", b.get(RADIUS), 0), RADIUS),
          Type.of("star", b -> star(b.get(RADIUS), b.get(CORNERS)), RADIUS, CORNERS));
  private static final Setting<Type<Shape>> TYPE =
      Setting.of("shape.type", Values.oneOf(TYPES, Type::name), "circle", "The shape.");

  private static Shape star(double size, int corners) {
    if (corners % 2 == 0) {
      throw new OutOfBoundsException("corners", corners, "it must be odd");
    }
    return new Shape("star", size, corners);
  }

  /** Reads settings such as {@code radius=2 corners=5}. */
  private static Shape read(String settings) {
    Map<String, Object> values = new TreeMap<>();
    for (String setting : settings.isEmpty() ? new String[0] : settings.split(" ", -1)) {
      values.put("shape." + setting.split("=", -1)[0], setting.split("=", -1)[1]);
    }
    SettingValues source = new SettingValues(new MapSource(values, key -> "at " + key));
    return Type.read(source, "shape", TYPE, List.of(COLOUR));
  }

  @Test
  void aBlockCreatesItsTypeFromSettingsAndDefaults() {
    assertThat(read("")).isEqualTo(new Shape("circle", 1, 0));
    assertThat(read("type=circle radius=2")).isEqualTo(new Shape("circle", 2, 0));
    assertThat(read("type=star corners=5")).isEqualTo(new Shape("star", 1, 5));
    assertThat(read("type=point colour=red")).isEqualTo(new Shape("point", 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=square | shape.type is square (at shape.type); it must be one of point, circle, star",
        "type=point radius=1 |"
            + " shape.radius is 1 (at shape.radius); remove it: point has no settings of its own",
        "type=circle corners=5 |"
            + " shape.corners is 5 (at shape.corners); remove it: circle takes radius",
        "type=star corners=5 edge=1 |"
            + " shape.edge is 1 (at shape.edge); remove it: star takes corners, radius",
        "corners=5 | shape.corners is 5 (at shape.corners); remove it: circle takes radius",
        "type=star | shape.type is star (at shape.type); it needs shape.corners too, such as"
            + " corners = 3",
        "type=star corners=2 | shape.corners is 2 (at shape.corners); it must be a whole number, 3",
        "type=star corners=4 | shape.corners is 4 (at shape.corners); it must be odd",
        "radius=0 | shape.radius is 0 (at shape.radius); it must be a number greater than 0",
      })
  void anErrorNamesKeyValueOriginAndRule(String settings, String message) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void withoutSettingsATypeCreatesItsDefault() {
    assertThat(TYPES.get(1).usual()).isEqualTo(new Shape("circle", 1, 0));
    assertThatThrownBy(() -> TYPES.get(2).usual())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("corners");
  }
}
