package org.lockstep.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;

/** Short messages for JSON that is not the expected record. */
public final class JsonFault {
  private static final int LONGEST = 200;

  private JsonFault() {}

  /** An exception with the path within the JSON, and without names of Java types. */
  public static IOException described(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException fault)) {
      return new IOException(firstLine(String.valueOf(e.getOriginalMessage())), e);
    }
    String place = place(fault);
    return new IOException(shortened((place.isEmpty() ? "it " : place + " ") + what(fault)), e);
  }

  private static String what(JsonMappingException fault) {
    if (fault instanceof UnrecognizedPropertyException) {
      return "is not known";
    } else if (fault instanceof InvalidNullException) {
      return "is null or missing";
    } else if (fault instanceof InvalidTypeIdException kind) {
      return kind.getTypeId() == null
          ? "does not say its kind"
          : "has the kind %s, which is not known".formatted(kind.getTypeId());
    } else if (fault instanceof InvalidFormatException format) {
      return "is %s, which it cannot be".formatted(format.getValue());
    } else if (fault instanceof ValueInstantiationException
        && fault.getCause() instanceof IllegalArgumentException rule) {
      return "is wrong: %s".formatted(firstLine(String.valueOf(rule.getMessage())));
    }
    return "is missing, or of another type";
  }

  /** Such as {@code encoding.features[2].means[0]}. */
  private static String place(JsonMappingException fault) {
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference step : fault.getPath()) {
      if (step.getFieldName() == null) {
        place.append('[').append(step.getIndex()).append(']');
      } else {
        place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return place.toString();
  }

  /** A text of a file, shortened for a message. */
  public static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  private static String firstLine(String message) {
    return shortened(message.lines().findFirst().orElse(""));
  }
}
