package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.retort.events.FeedbackEvent.Reason;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.generation.Sampling;
import dev.retort.problem.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
    private final FrameReader reader = new FrameReader(new Limits());

    @Test
    void aMessageIsGreedyUnlessItSaysOtherwise() {
        assertThat(read("{'type':'message','text':'Hi'}"))
                .isEqualTo(new InFrame.Message(Optional.empty(), "Hi", Sampling.greedy(), 8));
    }

    @Test
    void aMessageMaySetEverySamplingValue() {
        assertThat(read("{'type':'message','id':'m1','text':'Hi','sampling':{'temperature':0.8,'topK':40,'topP':0.9,"
                + "'repetitionPenalty':1.2,'seed':-7,'maxTokens':3}}"))
                .isEqualTo(new InFrame.Message(Optional.of("m1"), "Hi", new Sampling(0.8, 40, 0.9, 1.2, -7), 3));
    }

    @Test
    void aMessageMayKeepTheMemoryOut() {
        assertThat(read("{'type':'message','text':'Hi','memory':false}"))
                .isEqualTo(new InFrame.Message(Optional.empty(), "Hi", Sampling.greedy(), 8, false, true));
        assertThat(read("{'type':'message','text':'Hi','memory':true}")).isEqualTo(read("{'type':'message','text':'Hi'}"));
    }

    @Test
    void aMessageMayStayUnrecorded() {
        assertThat(read("{'type':'message','text':'Hi','record':false}"))
                .isEqualTo(new InFrame.Message(Optional.empty(), "Hi", Sampling.greedy(), 8, true, false));
        assertThat(read("{'type':'message','text':'Hi','record':true}")).isEqualTo(read("{'type':'message','text':'Hi'}"));
    }

    @Test
    void textThatLooksLikeATokenIsText() {
        assertThat(read("{'type':'message','text':'<|endoftext|>'}")).extracting("text").isEqualTo("<|endoftext|>");
    }

    @Test
    void textOutsideTheBasicPlaneIsText() {
        assertThat(read("{'type':'message','text':'\\ud83d\\ude00'}")).extracting("text").isEqualTo("😀");
    }

    @Test
    void aCorrectionCarriesItsBetterReply() {
        assertThat(read(
                "{'type':'feedback','id':'f','exchangeId':'x','verdict':'corrected','reason':'off-topic','betterReply':'Yes.','comment':'c'}"))
                .isEqualTo(new InFrame.Feedback(Optional.of("f"), new FeedbackDraft("x", Verdict.CORRECTED, Optional.of(Reason.OFF_TOPIC),
                        Optional.of("Yes."), Optional.of("c"))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Hello                                                     | not JSON
            {                                                         | not JSON: Unexpected end-of-input: expected close marker for Object (line 1, column
            {'type':'message','text':'a'} {}                          | not JSON
            {'type':'message','text':'a','text':'b'}                  | Duplicate field
            []                                                        | expected a JSON object, got an array
            'message'                                                 | expected a JSON object, got a string
            {}                                                        | field type is missing
            {'type':7}                                                | field type is 7, expected a string
            {'type':'greet'}                                          | field type is none of message, cancel, feedback
            {'type':'message'}                                        | field text is missing
            {'type':'message','text':null}                            | field text is missing
            {'type':'message','text':['a']}                           | field text is an array, expected a string
            {'type':'message','text':5}                               | field text is 5, expected a string
            {'type':'message','text':''}                              | field text is empty
            {'type':'message','text':' \\t\\n '}                      | field text is blank
            {'type':'message','text':'a\\ud800'}                      | field text has the lone surrogate \\ud800 at character 1
            {'type':'message','text':'\\udc00b'}                      | field text has the lone surrogate \\udc00 at character 0
            {'type':'message','text':'\\ude00\\ud83d'}                | field text has the lone surrogate \\ude00 at character 0
            {'type':'message','text':'a\\u0000b'}                     | field text has U+0000 at character 1
            {'type':'message','text':'a','txt':'b'}                   | field txt is unknown, expected only id, memory, record, sampling, text, type
            {'type':'message','text':'a','id':7}                      | field id is 7, expected a string
            {'type':'message','text':'a','id':''}                     | field id must have 1 to 200 characters
            {'type':'message','text':'a','sampling':1}                | field sampling is 1, expected an object
            {'type':'message','text':'a','sampling':{'heat':1}}       | field sampling.heat is unknown
            {'type':'message','text':'a','sampling':{'temperature':'hot'}} | field sampling.temperature is a string, expected a number
            {'type':'message','text':'a','sampling':{'temperature':-1}}    | field sampling.temperature is -1.0, expected 0 to 100
            {'type':'message','text':'a','sampling':{'temperature':1e999}} | field sampling.temperature is
            {'type':'message','text':'a','sampling':{'topK':2.5}}     | field sampling.topK is 2.5, expected a whole number
            {'type':'message','text':'a','sampling':{'topP':0}}       | field sampling.topP is 0.0, expected above 0 and at most 1
            {'type':'message','text':'a','sampling':{'seed':9223372036854775808}} | field sampling.seed is 9223372036854775808
            {'type':'message','text':'a','sampling':{'maxTokens':0}}  | field sampling.maxTokens is 0, expected a whole number from 1 to 16
            {'type':'message','text':'a','sampling':{'maxTokens':17}} | field sampling.maxTokens is 17, expected a whole number from 1 to 16
            {'type':'cancel','exchangeId':1}                          | field exchangeId is 1, expected a string
            {'type':'feedback','verdict':'flagged'}                   | field exchangeId is missing
            {'type':'feedback','exchangeId':'','verdict':'flagged'}   | field exchangeId has 0 characters
            {'type':'feedback','exchangeId':'x'}                      | field verdict is missing
            {'type':'feedback','exchangeId':'x','verdict':'bad'}      | field verdict is none of flagged, corrected, praised, withdrawn
            {'type':'feedback','exchangeId':'x','verdict':'flagged','reason':'ugly'}    | field reason is none of wrong, harmful, biased, off-topic, private, other
            {'type':'feedback','exchangeId':'x','verdict':'corrected'}                  | field betterReply is missing
            {'type':'feedback','exchangeId':'x','verdict':'corrected','betterReply':' '} | field betterReply is blank
            {'type':'feedback','exchangeId':'x','verdict':'praised','betterReply':'b'}  | field betterReply belongs to the verdict "corrected" only
            """)
    void whatIsWrongIsNamed(String frame, String detail) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(frame));

        assertThat(refusal.problem().detail()).contains(detail);
        assertThat(refusal.problem().status()).isEqualTo(400);
    }

    @Test
    void aTextOverTheLimitIsRefusedWithTheLimit() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> read("{'type':'message','text':'" + "a".repeat(41) + "'}"));

        assertThat(refusal.problem().detail()).isEqualTo("field text has 41 characters, at most 40 are allowed");
        assertThat(refusal.problem().status()).isEqualTo(413);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] latin1 = "{\"type\":\"cancel\",\"exchangeId\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(catchThrowableOfType(Refusal.class, () -> JsonFields.parse(latin1)).problem().detail()).startsWith("not JSON");
    }

    @Test
    void manyNestedBracketsAreRefused() {
        assertThat(catchThrowableOfType(Refusal.class, () -> read("[".repeat(100_000))).problem().detail()).startsWith("not JSON");
    }

    private InFrame read(String frame) {
        return reader.read(JsonFields.parse(frame.replace('\'', '"')));
    }
}
