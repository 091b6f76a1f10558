package io.floodgate.web;

import io.floodgate.base.Text;

/** The languages of answers. */
enum Language {
  KOREAN,
  ENGLISH;

  String of(Text text) {
    return switch (this) {
      case KOREAN -> text.korean();
      case ENGLISH -> text.english();
    };
  }

  /**
   * The better liked of the two in an {@code Accept-Language}; Korean when it says nothing of them.
   */
  static Language preferredBy(String acceptLanguage) {
    if (acceptLanguage == null) {
      return KOREAN;
    }
    float korean = 0;
    float english = 0;
    for (String range : acceptLanguage.split(",", 16)) {
      String tag = range.strip();
      if (tag.regionMatches(true, 0, "ko", 0, 2)) {
        korean = Math.max(korean, quality(tag));
      } else if (tag.regionMatches(true, 0, "en", 0, 2)) {
        english = Math.max(english, quality(tag));
      }
    }
    return english > korean ? ENGLISH : KOREAN;
  }

  private static float quality(String range) {
    int at = range.indexOf("q=");
    if (at < 0) {
      return 1;
    }
    try {
      return Float.parseFloat(range.substring(at + 2).strip());
    } catch (NumberFormatException e) {
      return 0; // a client that cannot say how much it likes a language gets the default
    }
  }
}
