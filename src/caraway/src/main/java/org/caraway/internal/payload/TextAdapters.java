package org.caraway.internal.payload;

import jakarta.json.bind.adapter.JsonbAdapter;
import java.time.Year;
import java.util.Currency;
import java.util.Locale;

/** Text forms of values that JSON-B 3.0 does not support. */
final class TextAdapters {

    private TextAdapters() {}

    static JsonbAdapter<?, ?>[] all() {
        return new JsonbAdapter<?, ?>[] {new OfYear(), new OfLocale(), new OfCurrency()};
    }

    /** {@code "2026"}. */
    public static final class OfYear implements JsonbAdapter<Year, String> {
        @Override
        public String adaptToJson(Year year) {
            return year.toString();
        }

        @Override
        public Year adaptFromJson(String text) {
            return Year.parse(text);
        }
    }

    /** The language tag of BCP 47, {@code "de-CH"}. */
    public static final class OfLocale implements JsonbAdapter<Locale, String> {
        @Override
        public String adaptToJson(Locale locale) {
            return locale.toLanguageTag();
        }

        @Override
        public Locale adaptFromJson(String text) {
            return Locale.forLanguageTag(text);
        }
    }

    /** The code of ISO 4217, {@code "EUR"}. */
    public static final class OfCurrency implements JsonbAdapter<Currency, String> {
        @Override
        public String adaptToJson(Currency currency) {
            return currency.getCurrencyCode();
        }

        @Override
        public Currency adaptFromJson(String text) {
            return Currency.getInstance(text);
        }
    }
}
