import { words } from '../../contract/word-list.ts'

/**
 * 1024 words, ten bits each: short, of things, no two of which differ by one letter or begin with the same four.
 * Both ends must have the same list, so it never changes.
 */
export const codeWords: readonly string[] = [
  ...words,
  ...`
abacus academy acid acrobat adapter admiral adobe aerial airport alcove algebra aloe alpaca amulet anvil
apricot arcade arch arctic arena argon armor artist aspen asphalt aspirin atom auction aurora author autumn
avenue aviator avocado award axle azure baboon bacon bait balcony ballad bandage bank banner banquet barber
barley barrel battery bedroom bicycle binder bingo biology bird biscuit bison blade blazer blender blimp
blossom blouse bluff board bobcat body bonfire bonsai book border boss botany boxer brain brake branch bravo
breeze brewery brief brigade bronze broom broth bubble buddy budget buffalo builder bulb bumper bunker bunny
burger burrow buzzer cafe calcium calf canal canvas capital captain caramel carol cart catfish cavern celery
center cereal chain channel chapel cheese chef chemist cherry chicken chimney china chive choir chorus
cinema city civic class cleaner client climber clinic cloth cloud club clutch coach cobalt coin collar
colony column comb comic concert condor contest copy cork cougar council cowboy coyote crab cream credit
crest crop cruise cube cuckoo cuff culture curb currant curve cushion custard cyclone deck delta denim
dentist deputy derby diamond diary dice digit diploma disco dish doctor donut dorm dozen drama drawer dress
drone duchess dusk duty eclipse editor elastic emerald emperor energy equator eraser estate evening exhibit
exit expert express fabric face factory fairy family farm fashion faucet feast fence fern ferret fiber field
film filter finch fire fist flag flame fleet flight flood floss flute foam focus folk forge freckle freezer
freight friend frog fruit fudge future gadget gallery garage garnet gazelle general geology gerbil giant
gift gland glider glitter glue goblet gold gondola gopher gorilla gram granite gravel grid group grove guard
guest guide guinea habit haddock hall hamster hand hanger harness harp harvest hawk head heart hedge height
helium helmet hemlock herald herring hexagon hinge hippo hobby hockey holiday hollow home honor hood horizon
horn horse hour huddle human humor hunter husky hybrid hydrant idea image impala index indigo insect invoice
iris iron jade jail janitor january jazz jeans jeep jersey jewel joke journal judo july junior justice
karate kennel ketchup kidney kilo king kitchen kite kiwi label lady lard latch laundry lava lawyer leaf
league legend lentil leopard letter level library life lilac limit litmus llama locker locust lodge loft
logic lolly loom lotus lounge luggage lullaby lumber lunch lung luxury lynx magic magpie mailbox major
mammal manager mansion manual marina market marlin mascot mask mason maze meal member memo menu mercury
mermaid meteor metro mile mineral mint minute miracle mixer mobile model moment monitor morning mortar moth
motor movie mummy muscle music mystery nation nature navy nebula neptune nest network news nickel noise
north novel nurse nutmeg nylon octopus office omelet opera orange oregano organ origami ostrich outfit
oxygen ozone pacific page pagoda paint pajamas palette palm pancake pantry papaya parade parcel parent
parlor parsley partner path patio patrol peacock peak pearl pedal pelican penguin penny people perch perfume
period permit phone photo pickle pill pioneer piston pitcher pixel pizza plate player plywood podium pole
police pollen pool poppy port pottery pouch prairie present pretzel price printer promise public pudding
pulley pumpkin pupil puppet pyramid python quail quiz raccoon racer raft raisin rally rattle razor reactor
recipe record reed referee region relay relish remote report reptile rescue resin retina reward rhino
rhubarb ripple robe rodeo romance rooster round route rowboat royal rubber rudder ruler runner sack safari
salad salsa salt salute sample sardine satchel sauce sausage sawdust scale scene science scooter score scout
scribe scroll season seat secret section segment seminar sentry sesame session settler shampoo shark sheep
shield ship shirt shoe shower shrimp shuttle sierra signal silk sister skate skunk sleeve sleigh slice
slipper smoke snail snake sneaker snorkel snow soap soccer society soda soldier solo space spatula species
spike spinach spiral splash sponge spring spruce square stable stadium staff stage stair stamp station steak
step stereo stick stilt stomach stool stork straw stream style subway sugar suit sundial surf sushi swallow
swan sweater swim swing sword symbol syrup system tablet taco tadpole talent target taxi teacher team teapot
temple tennis tent terrace texture theater theory thermos thistle thread throne thumb thunder tofu tongue
tooth topaz topic tornado totem toucan track trade traffic trail trapeze tray trellis tribe trolley trophy
trout truffle trunk trust turban turnip tutor tuxedo tweed twig twister type typhoon uncle unicorn uniform
unit uranium urchin utensil vaccine valet valve vapor varnish vault vehicle venus veteran victory video
village vine vintage viper visa vitamin vocal voice vote vowel voyage waffle wallet wasp wave wedding welder
wheat wheel whisker wildcat wisdom witness wolf wonder wrist writer yellow yoyo zero zigzag zinc
`
    .trim()
    .split(/\s+/),
]
