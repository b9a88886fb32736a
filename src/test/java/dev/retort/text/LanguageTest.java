package dev.retort.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | Where is my parcel? It was due on Tuesday and I have not heard from you.
            de | Wo ist mein Paket? Es sollte am Dienstag kommen und ich habe nichts von Ihnen gehört.
            fr | Où est mon colis ? Il devait arriver mardi et je n'ai pas de nouvelles de vous.
            es | ¿Dónde está mi paquete? Tenía que llegar el martes y no sé nada de ustedes.
            it | Dove è il mio pacco? Doveva arrivare martedì e non ho notizie da voi, come posso fare?
            pt | Onde está a minha encomenda? Devia chegar na terça e não tenho notícias, o que posso fazer?
            nl | Waar is mijn pakket? Het zou dinsdag komen en ik heb niets van u gehoord.
            sv | Var är mitt paket? Det skulle komma på tisdag och jag har inte hört något från er.
            da | Hvor er min pakke? Den skulle komme på tirsdag, og jeg har ikke hørt noget fra jer af nogen art.
            no | Hvor er pakken min? Den skulle komme på tirsdag, og jeg har ikke hørt noe fra dere, hva kan jeg gjøre med det?
            pl | Gdzie jest moja paczka? Miała przyjść we wtorek i nie mam od was żadnej wiadomości, co mogę zrobić?
            cs | Kde je můj balík? Měl přijít v úterý a já od vás nemám žádné zprávy, co můžu dělat?
            fi | Missä minun pakettini on? Sen piti tulla tiistaina, mutta en ole kuullut mitään.
            tr | Paketim nerede? Salı günü gelecekti ama sizden bir haber yok, ne yapmam gerekiyor?
            ru | Где моя посылка? Она должна была прийти во вторник.
            uk | Де моя посилка? Вона мала прийти у вівторок, але її немає.
            el | Πού είναι το δέμα μου; Έπρεπε να έρθει την Τρίτη.
            ja | 荷物はどこですか。火曜日に届くはずでした。
            zh | 我的包裹在哪里？本来应该星期二到的。
            ko | 제 소포가 어디에 있나요? 화요일에 도착해야 했어요.
            ar | أين طردي؟ كان يجب أن يصل يوم الثلاثاء
            unknown | ok 123
            unknown | SKU-4711 XXL
            """)
    void aSupportSentenceIsTold(String language, String text) {
        assertThat(Language.of(text)).isEqualTo(language);
    }
}
