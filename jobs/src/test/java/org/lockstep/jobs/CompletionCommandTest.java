package org.lockstep.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "lockstep tr, train",
    "lockstep train --js, --json",
    "lockstep resume --qu, --quiet",
    "lockstep predict --se, --set",
    "lockstep init --se, --set",
    "lockstep train --log-level de, debug",
  })
  void bashCompletesCommandsAndOptions(String typed, String completed) throws Exception {
    StringWriter script = new StringWriter();
    int status = Main.run(new String[] {"completion"}, new PrintWriter(script), unused());
    assertThat(status).isZero();

    assertThat(bash(script.toString(), typed)).containsExactly(completed);
  }

  private static PrintWriter unused() {
    return new PrintWriter(StringWriter.nullWriter());
  }

  /** The completions that bash offers for the last word. */
  private List<String> bash(String script, String typed) throws IOException, InterruptedException {
    Path file = folder.resolve("completion.bash");
    Files.writeString(
        file,
        script
            + """
            COMP_WORDS=(%s)
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _complete_lockstep
            printf '%%s\\n' "${COMPREPLY[@]}"
            """
                .formatted(typed));
    Process bash =
        new ProcessBuilder("bash", file.toString()).redirectError(Redirect.DISCARD).start();
    String printed = new String(bash.getInputStream().readAllBytes(), UTF_8);
    bash.waitFor();
    return printed.lines().map(String::strip).toList();
  }
}
