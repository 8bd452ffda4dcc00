package org.lockstep.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lockstep.network.Activation;
import org.lockstep.network.input.NumberEmbedding;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.settings.NetworkSettings.Initialization;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;
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

  /** How the share that is dropped changes over the run. */
  public static final Setting<Annealing> DROPOUT_SCHEDULE =
      Setting.of(
          "network.dropout-schedule",
          Values.oneOf(List.of(Annealing.values()), Annealing::settingsName),
          "constant",
          "How the share that is dropped changes over the run: constant, or flat-cosine, which"
              + " keeps it for half of the run and then lets it fall to 0.");

  /** Parametric activations. */
  public static final Setting<Boolean> PARAMETRIC_ACTIVATION =
      Setting.of(
          "network.parametric-activation",
          Values.flag(),
          "false",
          "Whether each hidden unit learns how much of the activation it applies: Z + α (g(Z) - Z)"
              + " in place of g(Z), with α = 1 at first.");

  /** How the first parameters are drawn. */
  public static final Setting<Initialization> INITIALIZATION =
      Setting.of(
          "network.initialization",
          Values.oneOf(List.of(Initialization.values()), Initialization::settingsName),
          "random",
          "How the first weights are drawn: random, by the rule of the activation (Glorot, He or"
              + " LeCun) with biases of 0, or data-driven, which fits weights and biases of each unit"
              + " to the values that it has on about a thousand examples.");

  /** Layer normalisation. */
  public static final Setting<Boolean> LAYER_NORM =
      Setting.of(
          "network.layer-norm",
          Values.flag(),
          "false",
          "Whether the weighted inputs of each hidden layer are normalised, example by example.");

  /** The scale of the inputs. */
  public static final Setting<Boolean> INPUT_SCALE =
      Setting.of(
          "network.input-scale",
          Values.flag(),
          "false",
          "Whether each input of the first layer is multiplied by a learned scale, which is 1 at the"
              + " beginning: columns that say little fade away.");

  /** The block of the embedding of numbers. */
  static final String NUMBER_EMBEDDING = "network.number-embedding";

  /** The embedding of numbers. */
  public static final Setting<Type<Optional<NumberEmbedding>>> NUMBER_EMBEDDING_TYPE =
      Setting.of(
          NUMBER_EMBEDDING + ".type",
          Values.oneOf(NumberEmbedding.TYPES, Type::name),
          "none",
          "How each number, and the days of a date, becomes several before the first layer: none; plr"
              + " (sines and cosines of learned frequencies, a linear layer of each number, relu); or"
              + " pbld (cosines with learned frequencies and phases, a linear layer of each number,"
              + " and the number itself).");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL =
      Stream.<Setting<?>>concat(
              Stream.of(
                  RECIPE,
                  HIDDEN,
                  ACTIVATION,
                  PARAMETRIC_ACTIVATION,
                  DROPOUT,
                  DROPOUT_SCHEDULE,
                  LAYER_NORM,
                  INITIALIZATION,
                  INPUT_SCALE,
                  NUMBER_EMBEDDING_TYPE),
              Type.settings(NUMBER_EMBEDDING, NumberEmbedding.TYPES).stream())
          .toList();

  private NetworkKeys() {}
}
