package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.encoding.FeatureEncoder.ColumnEncoder;

/** The encoding of a feature column, with the statistics fitted to the training rows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = FeatureColumn.KIND)
@JsonSubTypes({
  @JsonSubTypes.Type(value = NumberColumn.class, name = "numbers"),
  @JsonSubTypes.Type(value = OneHotColumn.class, name = "one-hot"),
  @JsonSubTypes.Type(value = HashedColumn.class, name = "hashed"),
  @JsonSubTypes.Type(value = EmbeddedColumn.class, name = "embedded"),
  @JsonSubTypes.Type(value = DateColumn.class, name = "date"),
  @JsonSubTypes.Type(value = SparseColumn.class, name = "sparse")
})
public sealed interface FeatureColumn extends Serializable
    permits NumberColumn, FeatureColumn.OfLevels, HashedColumn, DateColumn, SparseColumn {
  /** The property of a manifest that names the type of a column. */
  String KIND = "kind";

  /** The name, as the table spells it. */
  String name();

  /** The same encoding for a column of another name. */
  FeatureColumn renamed(String other);

  /** Its Spark type when the model was trained, such as {@code array<float>}. */
  String type();

  /** How missing values are treated. */
  Missing missing();

  /** The number of inputs of the network that the column fills. */
  int inputs();

  /** The number of its first inputs that are scaled; inputs of levels are not. */
  int scaledInputs();

  /** The number of sparse inputs that the column fills beside the others. */
  default int sparseInputs() {
    return 0;
  }

  /**
   * Checks a column that was read from a file.
   *
   * @throws IllegalArgumentException if it cannot encode values: statistics are missing, too many
   *     or not finite, or the type is unknown
   */
  void requireSound();

  /** A column of words that the model knows. */
  sealed interface OfLevels extends FeatureColumn permits OneHotColumn, EmbeddedColumn {
    /** The words of the training rows, in the order of their UTF-16 code units. */
    List<String> levels();

    /** How other words are treated. */
    Unseen unseen();

    @Override
    default int scaledInputs() {
      return 0;
    }

    /** The place of each level in their order. */
    default Map<String, Integer> places() {
      Map<String, Integer> places = new HashMap<>();
      levels().forEach(level -> places.put(level, places.size()));
      return places;
    }
  }

  /** Creates an encoder of the column for one thread. */
  ColumnEncoder encoder();
}
