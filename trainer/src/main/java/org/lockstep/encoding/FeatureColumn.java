package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;

/** A column that feeds the network, with what was fitted to the training rows. */
@JsonTypeInfo(
    use = JsonTypeInfo.Id.NAME,
    property = "kind",
    defaultImpl = NumberColumn.class) // as manifests of format 1 have it
@JsonSubTypes({
  @JsonSubTypes.Type(value = NumberColumn.class, name = "numbers"),
  @JsonSubTypes.Type(value = OneHotColumn.class, name = "one-hot"),
  @JsonSubTypes.Type(value = HashedColumn.class, name = "hashed"),
  @JsonSubTypes.Type(value = DateColumn.class, name = "date")
})
public sealed interface FeatureColumn extends Serializable
    permits NumberColumn, OneHotColumn, HashedColumn, DateColumn {
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

  /** One thread's encoder of its values. */
  ColumnEncoder encoder();
}
