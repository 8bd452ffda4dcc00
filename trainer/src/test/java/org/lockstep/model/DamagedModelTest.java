package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;

/** Files of a model that were damaged after they were written: their checksums do not fit. */
class DamagedModelTest extends ModelOnDisk {
  @ParameterizedTest
  @ValueSource(strings = {MANIFEST, WEIGHTS})
  void aFileTruncatedAnywhereIsRefused(String file) throws IOException {
    write(model());
    Path path = output.resolve(file);
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length += length < 20 ? 1 : 17) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertDamaged(file, "%s cut to %d bytes".formatted(file, length));
    }
    Files.write(path, Arrays.copyOf(whole, whole.length - 1));
    assertDamaged(file, file + " without its last byte");
  }

  @Test
  void aFlippedBitAnywhereInTheWeightsIsRefused() throws IOException {
    write(model());
    Path path = output.resolve(WEIGHTS);
    byte[] whole = Files.readAllBytes(path);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Files.write(path, flipped);
      assertDamaged(WEIGHTS, "byte %d".formatted(i));
    }
  }

  /** Differences without meaning: e for E in a number, or another last digit that rounds to it. */
  @Test
  void aFlippedBitAnywhereInTheManifestIsRefusedOrChangesNothing() throws IOException {
    write(model());
    Path path = output.resolve(MANIFEST);
    byte[] whole = Files.readAllBytes(path);
    int accepted = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Files.write(path, flipped);
      try {
        assertSame(read(), model());
        accepted++;
      } catch (UserException e) {
        assertDamaged(MANIFEST, "byte %d, %c".formatted(i, (char) whole[i]));
      }
    }
    assertThat(accepted).as("flips that mean the same").isLessThan(5);
  }

  @Test
  void theIndentationOfTheManifestDoesNotMatter() throws IOException {
    write(model());
    Path path = output.resolve(MANIFEST);
    String manifest = Files.readString(path);
    Files.writeString(path, manifest.replace("\n  ", "\r\n\t") + "\n");

    assertSame(read(), model());
  }

  @Test
  void theManifestOfAnotherModelIsRefused() throws IOException {
    write(model());
    Path other = folder.resolve("other");
    Model another = model();
    another.parameters()[0]++;
    ModelFolder.write(HADOOP, other.toString(), another, null);

    Files.copy(
        other.resolve(MANIFEST), output.resolve(MANIFEST), StandardCopyOption.REPLACE_EXISTING);

    assertDamaged(WEIGHTS, "weights of one model, manifest of another");
  }
}
