package org.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The numbers and names that layers with weights have wherever a user sees one.
 *
 * <p>The number counts from 1, as the equations do: layer 1 is the first that has weights, and the
 * output layer is the last. Hidden layers are named {@code hidden1}, {@code hidden2} and so on, the
 * last layer {@code output}. Code that walks over the layers of a {@link Topology} counts from 0,
 * as a list does; only this class converts such an index to a number.
 */
public final class LayerNames {
  /** The name of the last layer. */
  public static final String OUTPUT = "output";

  private static final String HIDDEN = "hidden";
  private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");

  private LayerNames() {}

  /** The number of the layer at an index of a {@link Topology}, which counts from 0. */
  public static int number(int index) {
    return index + 1;
  }

  /** What the names of the tensors of a layer's W and b begin with, by its number. */
  public static String dense(int number) {
    return "layers." + number;
  }

  /** What the names of the tensors of a layer's normalisation begin with, by its number. */
  public static String norm(int number) {
    return "norms." + number;
  }

  /** What the names of the tensors of a layer's activation begin with, by its number. */
  public static String activation(int number) {
    return "activations." + number;
  }

  /**
   * The name of a layer.
   *
   * @param number from 1
   * @param layers how many the network has, the output layer included
   */
  public static String name(int number, int layers) {
    return number == layers ? OUTPUT : HIDDEN + number;
  }

  /**
   * Finds a layer by its number or its name.
   *
   * @param text such as {@code 2}, {@code hidden2} or {@code output}
   * @param layers how many the network has, the output layer included
   * @return its number, from 1; empty if the network has no such layer
   */
  public static OptionalInt find(String text, int layers) {
    if (text.equals(OUTPUT)) {
      return OptionalInt.of(layers);
    }
    boolean isHidden = text.startsWith(HIDDEN);
    String digits = isHidden ? text.substring(HIDDEN.length()) : text;
    if (!DIGITS.matcher(digits).matches()) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(digits);
    return number >= 1 && number <= (isHidden ? layers - 1 : layers)
        ? OptionalInt.of(number)
        : OptionalInt.empty();
  }

  /** The layers of a network as a clause: {@code the layers are 1 (hidden1) and 2 (output)}. */
  public static String listed(int layers) {
    String last = "%d (%s)".formatted(layers, OUTPUT);
    return switch (layers) {
      case 1 -> "the only layer is " + last;
      case 2 -> "the layers are 1 (hidden1) and " + last;
      case 3 -> "the layers are 1 (hidden1), 2 (hidden2) and " + last;
      default ->
          "the layers are 1 (hidden1) to %1$d (hidden%1$d) and %2$s".formatted(layers - 1, last);
    };
  }

  /**
   * Names the layers of a list that an older version wrote, which counted them from 0.
   *
   * @param written numbers from 0, which become names; all else stays as it is
   * @param layers how many the network has, the output layer included
   */
  public static List<Object> ofZeroBased(List<?> written, int layers) {
    List<Object> names = new ArrayList<>();
    for (Object element : written) {
      String text = String.valueOf(element);
      boolean isNumber = DIGITS.matcher(text).matches();
      names.add(isNumber ? name(number(Integer.parseInt(text)), layers) : element);
    }
    return names;
  }
}
