package org.lockstep.training.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On executors: {@link org.lockstep.promise.ExecutorsTest}. */
class LinkTrialTest {
  private static List<byte[]> answers(byte[] question) {
    List<byte[]> answers = new ArrayList<>();
    LinkTrial.answer(question, answers::add);
    return answers;
  }

  private static byte[] question(int answer, int more) {
    return ByteBuffer.allocate(Integer.BYTES + more).putInt(answer).array();
  }

  @Test
  void aQuestionGetsTheBytesThatItAsksFor() {
    assertThat(answers(question(0, 1000))).containsExactly(new byte[0]);
    assertThat(answers(question(900 << 10, 0))).containsExactly(new byte[900 << 10]);
  }

  @Test
  void aMalformedQuestionIsRefused() {
    for (byte[] question :
        List.of(new byte[0], new byte[3], question(-1, 0), question((900 << 10) + 1, 0))) {
      assertThatThrownBy(() -> answers(question))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a question that asks for");
    }
  }
}
