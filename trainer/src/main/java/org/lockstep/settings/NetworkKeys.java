package org.lockstep.settings;

import java.util.List;
import java.util.stream.Stream;
import org.lockstep.network.Activation;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/** The settings of the network. */
public final class NetworkKeys {
  /** The defaults of many settings. */
  public static final Setting<Recipe> RECIPE =
      Setting.of(
          "network.recipe",
          Values.oneOf(List.of(Recipe.values()), Recipe::settingsName),
          Recipe.PLAIN.settingsName(),
          "The defaults of many settings at once; each can be set beside it. realmlp is a network"
              + " for tables of numbers and words, by Holzmüller, Grinsztajn and Steinwart, Better by"
              + " Default, 2024. The settings that have another default with it say so.");

  /** The hidden layers. */
  public static final Setting<List<Integer>> HIDDEN =
      Setting.of(
          "network.hidden",
          Values.wholeNumbers(1),
          List.of("64"),
          "Units of each hidden layer; [] for none. The widths of input and output follow from the"
              + " data.");

  /** The hidden layers' activation. */
  public static final Setting<Activation> ACTIVATION =
      Setting.of(
          "network.activation",
          Values.oneOf(
              Stream.of(Activation.values()).filter(a -> !a.isForOutputOnly()).toList(),
              Activation::settingsName),
          "relu",
          "The activation of the hidden layers. That of the output follows from task and loss.");

  /** The share of units that is dropped. */
  public static final Setting<Double> DROPOUT =
      Setting.of(
          "network.dropout",
          Values.number(Bound.PART, "0.2"),
          "0.0",
          "The share of each hidden layer's units that is dropped in training.");

  /** Layer normalisation. */
  public static final Setting<Boolean> LAYER_NORM =
      Setting.of(
          "network.layer-norm",
          Values.flag(),
          "false",
          "Whether the weighted inputs of each hidden layer are normalised, example by example.");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = List.of(RECIPE, HIDDEN, ACTIVATION, DROPOUT, LAYER_NORM);

  private NetworkKeys() {}
}
