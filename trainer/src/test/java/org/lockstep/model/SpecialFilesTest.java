package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.scoring.Scorer;

/** Pipes, devices, folders, links and huge files in place of a model's files. */
class SpecialFilesTest extends ForgedModelOnDisk {
  /** Files that take no room on the disk. */
  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "weights.safetensors"})
  void aFileOfManyGigabytesIsNotRead(String name) throws IOException {
    Path file = output.resolve(name);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(40L << 30);
    }

    assertRefused(name.replace(".", "\\.") + " is damaged: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "weights.safetensors"})
  void aPipeInsteadOfAFileIsNotOpened(String name) throws Exception {
    Path file = output.resolve(name);
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();

    assertRefused(name.replace(".", "\\.") + " is damaged: it is no regular file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "/dev/null", "/dev/full"})
  void aDeviceInsteadOfAFileIsNotOpened(String device) throws IOException {
    for (Path file : List.of(forged.weights(), forged.manifest())) {
      Files.delete(file);
      Files.createSymbolicLink(file, Path.of(device));

      assertRefused(file.getFileName() + " is damaged: it is no regular file");
    }
  }

  @Test
  void aFolderInsteadOfAFileIsAnErrorThatNamesIt() throws IOException {
    for (Path file : List.of(forged.weights(), forged.manifest())) {
      Files.delete(file);
      Files.createDirectory(file);

      assertRefused(file.getFileName() + " is damaged: it is a folder");
    }
  }

  @Test
  void aCyclicLinkIsNotAModel() throws IOException {
    for (Path file : List.of(forged.weights(), forged.manifest())) {
      Files.delete(file);
      Files.createSymbolicLink(file, file);

      assertRefused("there is no model at|cannot be read|no regular file");
    }
  }

  @Test
  void aLinkToAFileIsFollowed() throws IOException {
    for (Path file : List.of(forged.weights(), forged.manifest())) {
      Path elsewhere = folder.resolve(file.getFileName());
      Files.move(file, elsewhere);
      Files.createSymbolicLink(file, elsewhere);
    }

    assertThat(Scorer.load(output).labels()).hasSize(3);
    assertThat(ModelFolder.read(HADOOP, output.toString()).digest()).hasSize(64);
  }
}
