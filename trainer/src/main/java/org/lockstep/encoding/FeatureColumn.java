package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;

/** A column that feeds the network, with what was fitted to the training rows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = FeatureColumn.KIND)
@JsonSubTypes({
  @JsonSubTypes.Type(value = NumberColumn.class, name = "numbers"),
  @JsonSubTypes.Type(value = OneHotColumn.class, name = "one-hot"),
  @JsonSubTypes.Type(value = HashedColumn.class, name = "hashed"),
  @JsonSubTypes.Type(value = DateColumn.class, name = "date")
})
public sealed interface FeatureColumn extends Serializable
    permits NumberColumn, OneHotColumn, HashedColumn, DateColumn {
  /** The property of a manifest that says which of them a column is. */
  String KIND = "kind";

  /** As the table spells it. */
  String name();

  /** The same of a table that spells it otherwise. */
  FeatureColumn renamed(String other);

  /** Its Spark type when the model was trained, such as {@code array<float>}. */
  String type();

  /** What becomes of a missing value. */
  Missing missing();

  /** Inputs of the network that it fills. */
  int inputs();

  /** How many of its first inputs are numbers that are brought to a common scale; not levels. */
  int scaledInputs();

  /**
   * Checks a column that was read from a file.
   *
   * @throws IllegalArgumentException if it could not encode its values: its numbers are not as many
   *     as its inputs, not finite, or what it is called does not say how it is encoded
   */
  void requireSound();

  /** One thread's encoder of its values. */
  ColumnEncoder encoder();
}
