package org.lockstep.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;

/**
 * The form of {@code training.freeze}: layers by number, from 1, or by name. Whether the network
 * has them is checked where its hidden layers are known.
 */
final class FrozenLayers {
  private static final Pattern LAYER = Pattern.compile("[1-9]\\d*|hidden[1-9]\\d*|output");
  private static final Pattern ZERO = Pattern.compile("(hidden)?[+-]?0+");

  private static final String RULE =
      "a list of layers, each by its name or its number, such as [hidden1, output] or [1, 3]";

  static final ValueType<List<String>> TYPE =
      Values.any(Shape.TEXTS, RULE, "[hidden1, output]", FrozenLayers::parse);

  private FrozenLayers() {}

  private static List<String> parse(Object plain) {
    if (!(plain instanceof List<?> elements)) {
      throw new WrongValueException("it must be " + RULE);
    }
    List<String> layers = new ArrayList<>();
    for (Object element : elements) {
      String layer = Plain.text(element);
      if (ZERO.matcher(layer).matches()) {
        throw new WrongValueException(
            "layers are numbered from 1 now: 1 is the first hidden layer, hidden1; the last is"
                + " output");
      }
      if (!LAYER.matcher(layer).matches()) {
        throw new WrongValueException(
            "%s must be the name or the number of a layer, such as".formatted(layer)
                + " hidden1, output or 1");
      }
      layers.add(layer);
    }
    return List.copyOf(layers);
  }
}
