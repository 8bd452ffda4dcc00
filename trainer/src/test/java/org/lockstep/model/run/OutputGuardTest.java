package org.lockstep.model.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lockstep.UserException;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.ModelOnDisk;

/** Which folders a model may be written to. */
class OutputGuardTest extends ModelOnDisk {
  private void requireWritable(boolean overwrite, Path... inputs) {
    OutputGuard.requireWritable(
        HADOOP, output.toString(), overwrite, Stream.of(inputs).map(Path::toString).toList());
  }

  private void assertNotWritable(boolean overwrite, String message, Path... inputs) {
    assertThatThrownBy(() -> requireWritable(overwrite, inputs))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void anExistingModelIsReplacedOnlyWithOverwrite() throws IOException {
    write(model());

    assertNotWritable(
        false,
        output
            + " exists already (output); choose another folder, or set overwrite = true to replace"
            + " the model there");
    requireWritable(true);
    Model other = model(new TargetEncoding.Classes("other", "boolean", List.of(false, true)));
    write(other);

    assertSame(read(), other);
    assertThat(names(output)).containsExactly(MANIFEST, WEIGHTS);
    assertThat(names(folder)).containsExactly("model");
  }

  @Test
  void aFolderThatIsNotAModelIsNeverReplaced() throws IOException {
    Files.createDirectories(output);
    Files.writeString(output.resolve("thesis.tex"), "the only copy");

    assertNotWritable(
        true,
        output
            + " exists and is no model: it has no manifest.json (output);"
            + " choose another folder; overwrite = true replaces models only");
  }

  @Test
  void aFileIsNeverReplaced() throws IOException {
    Files.writeString(output, "the only copy");

    assertNotWritable(
        true,
        output
            + " exists and is no model: it has no manifest.json (output);"
            + " choose another folder; overwrite = true replaces models only");
  }

  @Test
  void anEmptyFolderMayBeReplaced() throws IOException {
    Files.createDirectories(output);

    assertThatCode(() -> requireWritable(true)).doesNotThrowAnyException();
    write(model());

    assertSame(read(), model());
  }

  @Test
  void parentFoldersAreCreated() {
    output = folder.resolve("a/b/model");
    requireWritable(false);

    write(model());

    assertSame(read(), model());
  }

  @Test
  void aModelCannotBeCreatedBelowAFile() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    output = folder.resolve("file/model");

    assertNotWritable(
        false,
        output + " cannot be made: file is a file (output); choose another folder for the model");
  }

  @Test
  void outputAndInputMayNotContainEachOther() {
    for (Path input : List.of(output, output.resolve("part.parquet"), folder)) {
      assertNotWritable(
          true,
          "the model's output %s and the input data %s lie within each other"
                  .formatted(output, input)
              + " (output); choose another folder for the model",
          folder.resolve("harmless"),
          input);
    }
    assertThatCode(() -> requireWritable(true, folder.resolve("model2"), folder.resolve("mod")))
        .as("folders with a common beginning of their names")
        .doesNotThrowAnyException();
  }
}
