package io.floodgate.bench;

import java.util.regex.Pattern;

/** Makes coupons through the API, as an administrator would. */
record Coupons(String url) {

  private static final Pattern ID = Pattern.compile("\"couponId\":(\\d+)");

  private static final String COUPON =
      """
      {"name":"bench","discount":{"type":"FIXED","value":1000},"totalQuantity":%d,
       "issueFrom":"2026-01-01T00:00:00Z","issueUntil":"2036-01-01T00:00:00Z",
       "validFrom":"2026-01-01T00:00:00Z","validUntil":"2036-01-02T00:00:00Z"}
      """;

  /** One that lasts longer than any run; says its id. */
  long plenty() {
    return make(10_000_000);
  }

  /** One whose only one is gone; says its id. */
  long soldOut() {
    long id = make(1);
    int status = Http.post(url + "/api/v1/coupons/" + id + "/issue", "{\"userId\":1}").statusCode();
    if (status != 204) {
      throw new Refused("The first one of coupon %d was answered with %d.".formatted(id, status));
    }
    return id;
  }

  private long make(int quantity) {
    String answer = Http.post(url + "/api/v1/coupons", COUPON.formatted(quantity)).body();
    return Long.parseLong(Texts.demand(ID, answer));
  }
}
