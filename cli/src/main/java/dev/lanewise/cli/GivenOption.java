package dev.lanewise.cli;

import java.util.regex.Pattern;

/**
 * An option that a file gives in place of the command line.
 *
 * @param name of the option, such as {@code --hidden}
 * @param argument as it would be typed, such as {@code --hidden=100}
 * @param place where in the file it stands, such as {@code line 3}
 */
record GivenOption(String name, String argument, String place) {

  /** An option with a value. */
  static GivenOption of(String name, String value, String place) {
    return new GivenOption(name, name + "=" + value, place);
  }

  /** Whether a message is about this option: by its name, or at the beginning by its words. */
  boolean isNamedBy(String message) {
    String plain = name.substring(2);
    String words = plain.replace("-", "\\w* ") + "\\w*"; // training size is --train-size
    return Pattern.compile("(?<![\\w-])--" + plain + "(?![\\w-])").matcher(message).find()
        || Pattern.compile("^(\\w+ size .* and )?" + words + " (must|size|\\d)")
            .matcher(message)
            .find();
  }
}
