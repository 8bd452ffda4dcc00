package org.lockstep.settings;

import java.util.List;
import java.util.Optional;
import org.lockstep.network.input.NumberEmbedding;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.settings.value.Type;

/**
 * The part of the input stage that does not follow from the data.
 *
 * @param scale whether each input of the first dense layer has a learned scale
 * @param numbers how numbers are embedded; empty if they are not
 */
public record InputSettings(boolean scale, Optional<NumberEmbedding> numbers) {
  /** Neither. */
  public static final InputSettings NONE = new InputSettings(false, Optional.empty());

  static InputSettings read(SettingValues values) {
    return new InputSettings(
        values.get(NetworkKeys.INPUT_SCALE),
        Type.read(
            values, NetworkKeys.NUMBER_EMBEDDING, NetworkKeys.NUMBER_EMBEDDING_TYPE, List.of()));
  }
}
