package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.AdaDelta;
import org.lockstep.optimization.optimizer.AdaGrad;
import org.lockstep.optimization.optimizer.AdaMax;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.optimization.optimizer.AmsGrad;
import org.lockstep.optimization.optimizer.Lamb;
import org.lockstep.optimization.optimizer.Lbfgs;
import org.lockstep.optimization.optimizer.Momentum;
import org.lockstep.optimization.optimizer.Nadam;
import org.lockstep.optimization.optimizer.Nesterov;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.RmsProp;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.optimization.schedule.Cosine;
import org.lockstep.optimization.schedule.Exponential;
import org.lockstep.optimization.schedule.Inverse;
import org.lockstep.optimization.schedule.OneCycle;
import org.lockstep.optimization.schedule.Piecewise;
import org.lockstep.optimization.schedule.Polynomial;
import org.lockstep.optimization.schedule.ReduceOnPlateau;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.Span;
import org.lockstep.optimization.schedule.StepDecay;
import org.lockstep.optimization.schedule.WarmUp;

class DescentSettingsTest {
  /** Three lines, so that the error is on line 4. */
  private static final String LEAST =
      """
      data { train = a.parquet, label = y }
      network.hidden = [8]
      output = out, training.task = regression
      """;

  private final Path folder;

  DescentSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private DescentSettings read(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("run.conf"), LEAST + line);
    return SettingsFile.read(file.toString(), List.of()).run().training().descent();
  }

  static List<Arguments> optimizers() {
    return List.of(
        Arguments.of("sgd", new Sgd(), 0.1),
        Arguments.of("momentum", new Momentum(), 0.01),
        Arguments.of("momentum, momentum = 0.5", new Momentum(0.5), 0.01),
        Arguments.of("nesterov", new Nesterov(), 0.01),
        Arguments.of("adagrad", new AdaGrad(), 0.01),
        Arguments.of("rmsprop", new RmsProp(), 0.001),
        Arguments.of("rmsprop, rho = 0.99, epsilon = 1e-6", new RmsProp(0.99, 1e-6), 0.001),
        Arguments.of("adadelta", new AdaDelta(), 1),
        Arguments.of("adam", new Adam(), 0.001),
        Arguments.of("adam, beta1 = 0.8, beta2 = 0.99", new Adam(0.8, 0.99, 1e-8), 0.001),
        Arguments.of("adamw", new AdamW(), 0.001),
        Arguments.of("adamw, weight-decay = 0.1", new AdamW(0.9, 0.999, 1e-8, 0.1), 0.001),
        Arguments.of("amsgrad", new AmsGrad(), 0.001),
        Arguments.of("adamax", new AdaMax(), 0.002),
        Arguments.of("nadam", new Nadam(), 0.002),
        Arguments.of("nadam, momentum-decay = 0", new Nadam(0.9, 0.999, 1e-8, 0), 0.002),
        Arguments.of("lamb", new Lamb(), 0.001),
        Arguments.of("lbfgs", new Lbfgs(), 1),
        Arguments.of("lbfgs, history = 5, evaluations = 8", new Lbfgs(5, 8), 1));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizerHasItsNameItsSettingsAndItsDefaults(
      String settings, Optimizer optimizer, double learningRate) throws IOException {
    DescentSettings descent = read("training.optimizer { type = %s }".formatted(settings));

    assertThat(descent).isEqualTo(DescentSettings.of(optimizer, learningRate));
    assertThat(settings).startsWith(descent.optimizer().settingsName());
  }

  static List<Arguments> schedules() {
    Span ten = Span.epochs(10);
    return List.of(
        Arguments.of("constant", new Constant()),
        Arguments.of("step, every = 10 epochs", new StepDecay(ten, 0.1)),
        Arguments.of("step, every = 1 epoch, factor = 0.5", new StepDecay(Span.epochs(1), 0.5)),
        Arguments.of(
            "piecewise, at = [500, 900 iterations], factors = [0.1, 0.01]",
            new Piecewise(List.of(Span.iterations(500), Span.iterations(900)), List.of(0.1, 0.01))),
        Arguments.of("exponential, every = 10 epochs", new Exponential(ten, 0.9)),
        Arguments.of("inverse, every = 10epochs", new Inverse(ten, 1, 1)),
        Arguments.of("polynomial, end = 0.1", new Polynomial(1, 0.1)),
        Arguments.of("cosine", new Cosine()),
        Arguments.of("cosine, restart = 10 epochs, growth = 2", new Cosine(0, Optional.of(ten), 2)),
        Arguments.of("one-cycle", new OneCycle()),
        Arguments.of("reduce-on-plateau", new ReduceOnPlateau(0.1, 5, 1e-4, 0)),
        Arguments.of("cosine, warm-up = 500", new WarmUp(Span.iterations(500), new Cosine())),
        Arguments.of("constant, warm-up = 10 epochs", new WarmUp(ten, new Constant())));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void everyScheduleHasItsNameItsSettingsAndItsDefaults(String settings, Schedule schedule)
      throws IOException {
    DescentSettings descent = read("training.schedule { type = %s }".formatted(settings));

    assertThat(descent.learningRate().schedule()).isEqualTo(schedule);
    assertThat(settings).startsWith(schedule.settingsName());
  }

  @Test
  void regularizationClippingFrozenLayersAndBaseBatchSizeAreRead() throws IOException {
    DescentSettings descent =
        read(
            """
            training {
              optimizer { type = adam, learning-rate = 0.003, base-batch-size = 256 }
              regularization { l1 = 1e-5, l2 = 1e-4, max-norm = 3 }
              clip { value = 0.5, global-norm = 1 }
              freeze = [1]
            }
            """);

    assertThat(descent)
        .isEqualTo(
            new DescentSettings(
                new Adam(),
                new LearningRate(0.003, OptionalInt.of(256), new Constant()),
                new Regularization(1e-5, 1e-4, OptionalDouble.of(3)),
                new Clipping(OptionalDouble.of(0.5), OptionalDouble.of(1)),
                List.of(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | ",
        "[1] | 1",
        "[hidden1] | 1",
        "[2] | 2",
        "[hidden2] | 2",
        "[3] | 3",
        "[output] | 3",
        "[\"3\", hidden1] | 1 3",
        "[output, 1, hidden1] | 1 3",
      })
  void aLayerIsFrozenByItsNumberFrom1OrByItsName(String freeze, @Nullable String numbers)
      throws IOException {
    DescentSettings descent = read("network.hidden = [3, 2], training.freeze = " + freeze);

    assertThat(descent.freeze())
        .isEqualTo(
            numbers == null
                ? List.of()
                : Arrays.stream(numbers.split(" ", -1)).map(Integer::valueOf).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | [2] | the only layer is 1 (output)",
        "[] | [hidden1] | the only layer is 1 (output)",
        "[5, 4] | [4] | the layers are 1 (hidden1), 2 (hidden2) and 3 (output)",
        "[5, 4, 3, 2] | [6] | the layers are 1 (hidden1) to 4 (hidden4) and 5 (output)",
        "[5, 4, 3, 2] | [hidden5] | the layers are 1 (hidden1) to 4 (hidden4) and 5 (output)",
        "[5] | [99999999999] | the layers are 1 (hidden1) and 2 (output)",
      })
  void anUnknownLayerIsAnErrorThatListsTheLayers(String hidden, String freeze, String layers) {
    assertThatThrownBy(
            () -> read("network.hidden = %s, training.freeze = %s".formatted(hidden, freeze)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training.freeze is " + freeze)
        .hasMessageContaining("run.conf:4)")
        .hasMessageEndingWith(layers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimizer.type = adm | optimizer.type is adm | the nearest is adam",
        "optimizer.type = l-bfgs | optimizer.type is l-bfgs | lamb, lbfgs; the nearest is lbfgs",
        "optimizer { type = adam, momentum = 0.9 } | optimizer.momentum is 0.9 |"
            + " remove it: adam takes beta1, beta2, epsilon",
        "optimizer { beta1 = 0.9 } | beta1 is 0.9 | remove it: sgd has no settings of its own",
        "optimizer { type = adam, beta1 = 1 } | training.optimizer.beta1 is 1 | less than 1",
        "optimizer { type = adam, beta2 = x } | optimizer.beta2 is x | a number, such as 0.9",
        "optimizer { type = adam, epsilon = 0 } | optimizer.epsilon is 0 | at least 1e-37",
        "optimizer { type = adamw, weight-decay = -1 } | weight-decay is -1 | 0 or greater",
        "optimizer { type = lbfgs, history = 0 } | optimizer.history is 0 | 1 or more",
        "optimizer.base-batch-size = 0 | base-batch-size is 0 | 1 or more",
        "schedule.type = cosin | schedule.type is cosin | the nearest is cosine",
        "schedule { type = step } | schedule.type is step | it needs training.schedule.every too",
        "schedule { type = step, every = 0 } | schedule.every is 0 | 5 epochs; 1 or more",
        "schedule { type = step, every = a while } | every is a while | such as 5 epochs",
        "schedule { type = step, every = 5, factor = 0 } | factor is 0 | greater than 0",
        "schedule { type = piecewise, at = [9, 5], factors = [1, 2] } | at is [9, 5] | must rise",
        "schedule { type = piecewise, at = [5], factors = [1, 2] } | factors is [1, 2] | as many",
        "schedule { type = cosine, every = 5 } | every is 5 | cosine takes end, growth, restart",
        "schedule { type = cosine, end = 2 } | schedule.end is 2 | 0 to 1",
        "schedule { type = one-cycle, rise = 1 } | rise is 1 | greater than 0 and less than 1",
        "schedule { type = reduce-on-plateau, factor = 1 } | factor is 1 | less than 1",
        "schedule.warm-up = -5 | warm-up is -5 | 1 or more",
        "schedule = cosine | schedule is cosine | schedule { ... }",
        "regularization.l2 = -1 | training.regularization.l2 is -1 | 0 or greater",
        "regularization.max-norm = 0 | max-norm is 0 | greater than 0",
        "clip.global-norm = 0 | training.clip.global-norm is 0 | greater than 0",
        "clip = 1 | training.clip is 1 | global-norm, value",
        "freeze = [3] | training.freeze is [3] | the layers are 1 (hidden1) and 2 (output)",
        "freeze = [hidden2] | training.freeze is [hidden2] | layers are 1 (hidden1) and 2 (output)",
        "freeze = [0] | training.freeze is [0] | layers are numbered from 1 now: 1 is the first hidden",
        "freeze = [output, 0] | training.freeze is [output, 0] | layers are numbered from 1 now",
        "freeze = [hidden0] | training.freeze is [hidden0] | layers are numbered from 1 now",
        "freeze = [first] | training.freeze is [first] | first must be the name or the number",
        "freeze = [-1] | training.freeze is [-1] | -1 must be the name or the number of a layer",
        "freeze = [1.5] | training.freeze is [1.5] | 1.5 must be the name or the number of a layer",
        "freeze = 1 | training.freeze is 1 | a list of layers, each by its name or its number",
        "freeze = [2, 1] | training.freeze is [2, 1] | leave a layer",
        "freeze = [hidden1, output, 1] | training.freeze is [hidden1, output, 1] | leave a layer",
      })
  void anErrorNamesKeyValueOriginAndRule(String line, String what, String rule) {
    assertThatThrownBy(() -> read("training." + line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("run.conf:4)")
        .hasMessageContaining(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedule.type = cosine | training.schedule.type is cosine",
        "schedule.warm-up = 5 | training.schedule.warm-up is 5",
        "clip.value = 1 | training.clip.value is 1",
        "clip.global-norm = 2 | training.clip.global-norm is 2",
        "regularization.max-norm = 1 | training.regularization.max-norm is 1",
        "optimizer.base-batch-size = 64 | training.optimizer.base-batch-size is 64",
      })
  void settingsOfFirstOrderOptimizersAreRefusedForLbfgs(String line, String what) {
    assertThatThrownBy(() -> read("training.optimizer.type = lbfgs, training." + line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(what + " (")
        .hasMessageContaining("run.conf:4); remove it: lbfgs searches for the length of its steps");
  }

  @Test
  void dropoutIsRefusedForLbfgs() {
    assertThatThrownBy(() -> read("training.optimizer.type = lbfgs, network.dropout = 0.5"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("network.dropout is 0.5 (")
        .hasMessageContaining("run.conf:4); lbfgs needs a loss that stays the same");
  }
}
