package org.lockstep.ml.param;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Parameters whose setters can be chained. Spark finds a parameter by the method that returns it,
 * and knows it by its name: it may be another object at each call.
 *
 * @param <T> the stage that has them
 */
public interface FluentParams<T> extends Params {
  /** This stage. */
  T self();

  /** Sets a parameter. */
  default <V> T with(Param<V> param, V value) {
    set(param, value);
    return self();
  }

  /** A parameter's value, or its default, in the type that Java has for it. */
  default <V> V value(Param<?> param, Class<V> type) {
    return type.cast(getOrDefault(param));
  }
}
