package org.lockstep.ml;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Unseen;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.Optimizer;
import org.lockstep.optimization.Optimizers;

/** The values of parameters that are one of some names: those of the command line's settings. */
final class Names {
  /** No encoding of dates: they are refused. */
  static final String REFUSED = "error";

  private static final List<Activation> HIDDEN =
      Stream.of(Activation.values()).filter(a -> !a.isForOutputOnly()).toList();
  private static final List<Loss> ALL_LOSSES =
      List.of(
          new Loss.SquaredError(),
          new Loss.AbsoluteError(),
          new Loss.Huber(1),
          new Loss.Poisson(),
          new Loss.CrossEntropy(0),
          new Loss.BinaryCrossEntropy());

  static final List<String> ACTIVATIONS = names(HIDDEN, Activation::settingsName);
  static final List<String> LOSSES = names(ALL_LOSSES, Loss::settingsName);
  static final List<String> SOLVERS = names(Optimizers.ALL, Optimizer::settingsName);
  static final List<String> SCALINGS = names(List.of(Scaling.values()), Scaling::settingsName);
  static final List<String> MISSING = names(List.of(Missing.values()), Missing::settingsName);
  static final List<String> MISSING_LABEL =
      names(List.of(MissingLabel.values()), MissingLabel::settingsName);
  static final List<String> UNSEEN = names(List.of(Unseen.values()), Unseen::settingsName);
  static final List<String> DATES =
      Stream.concat(
              Stream.of(DateEncoding.values()).map(DateEncoding::settingsName), Stream.of(REFUSED))
          .toList();

  private Names() {}

  private static <V> List<String> names(List<V> values, Function<V, String> name) {
    return values.stream().map(name).toList();
  }

  /** A parameter that is one of some names. */
  static Param<String> param(FluentParams<?> stage, String name, String doc, List<String> names) {
    return new Param<>(
        stage,
        name,
        "%s: %s".formatted(doc, names.stream().collect(Collectors.joining(", "))),
        ParamValidators.inArray(names));
  }

  static Activation activation(String name) {
    return byName(HIDDEN, Activation::settingsName, name);
  }

  static Loss loss(String name) {
    return byName(ALL_LOSSES, Loss::settingsName, name);
  }

  static Optimizer solver(String name) {
    return byName(Optimizers.ALL, Optimizer::settingsName, name);
  }

  static Scaling scaling(String name) {
    return byName(List.of(Scaling.values()), Scaling::settingsName, name);
  }

  static Missing missing(String name) {
    return byName(List.of(Missing.values()), Missing::settingsName, name);
  }

  static MissingLabel missingLabel(String name) {
    return byName(List.of(MissingLabel.values()), MissingLabel::settingsName, name);
  }

  static Unseen unseen(String name) {
    return byName(List.of(Unseen.values()), Unseen::settingsName, name);
  }

  static DateEncoding dates(String name) {
    return byName(List.of(DateEncoding.values()), DateEncoding::settingsName, name);
  }

  private static <V> V byName(List<V> values, Function<V, String> nameOf, String name) {
    return values.stream()
        .filter(value -> nameOf.apply(value).equals(name))
        .findFirst()
        .orElseThrow();
  }
}
