package org.lockstep.listener.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file {@code meta.yaml} of MLflow: one line a key, {@code key: value}. Values are kept as they
 * are written; text is written as JSON has it, which YAML reads too.
 */
final class MetaYaml {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> lines = new LinkedHashMap<>();

  /** Reads a file; lines of another form are not ours to understand. */
  static MetaYaml parse(byte[] file) {
    MetaYaml meta = new MetaYaml();
    new String(file, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> meta.lines.put(parts[0], parts[1].strip()));
    return meta;
  }

  /** Sets text. */
  MetaYaml text(String key, String value) {
    return plain(key, json(value));
  }

  /** Sets what needs no quotes: a number, a word, null. */
  MetaYaml plain(String key, @Nullable Object value) {
    lines.put(key, String.valueOf(value));
    return this;
  }

  /** Whether a key has this text, in whatever quotes. */
  boolean has(String key, String text) {
    String value = lines.getOrDefault(key, "");
    return value.equals(text)
        || value.equals(json(text))
        || value.equals("'%s'".formatted(text.replace("'", "''")));
  }

  byte[] toBytes() {
    return lines.entrySet().stream()
        .map(line -> line.getKey() + ": " + line.getValue() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String json(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("text can always be written", e);
    }
  }
}
